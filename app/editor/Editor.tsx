import { useEffect, useLayoutEffect, useRef, type KeyboardEvent } from 'react';
import { Button } from 'react-aria-components';
import { useEditor } from '../hooks/stores';
import { Frame } from '../controls/Frame';
import { putPixels } from '../image/putPixels';
import '../styles/editor.css';
import { remove } from './edits';
import { EditorTools } from './EditorTools';
import { Grips, StickerHandle } from './StickerHandle';

/** The scene as something to play with: drag stickers, and answer and maps follow. */
export default function Editor() {
  const { scene, picture, selected, past, future, undo, redo, close, apply, select } = useEditor(
    (state) => state,
  );
  const section = useRef<HTMLElement>(null);
  const stage = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    if (canvas.current && picture) putPixels(canvas.current, picture);
  }, [picture]);
  // On a phone the button that opens the editor stands far below it.
  useEffect(() => {
    // Newer browsers return a promise here, which an effect must not.
    void section.current?.scrollIntoView({ block: 'start' });
  }, []);
  if (!scene) return null;

  const onRemove = (index: number) => {
    apply(remove(scene, index));
    const left = scene.stickers.length - 1;
    select(left === 0 ? undefined : Math.min(index, left - 1));
    // The topmost one is gone with its button: the one below it takes over.
    if (index === left) stage.current?.querySelector<HTMLElement>(`[data-sticker="${left - 1}"]`)?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (!event.ctrlKey && !event.metaKey) return;
    const key = event.key.toLowerCase();
    if (key === 'z' && !event.shiftKey) undo();
    else if (key === 'y' || key === 'z') redo();
    else return;
    event.preventDefault();
  };
  const chosen = selected === undefined ? undefined : scene.stickers[selected];
  return (
    <section ref={section} className="editor" aria-label="Scene editor" onKeyDown={onKeyDown}>
      <Frame
        title="Edit the scene"
        aside={
          <>
            <Button className="button plain" isDisabled={past.length === 0} onPress={undo}>
              Undo
            </Button>
            <Button className="button plain" isDisabled={future.length === 0} onPress={redo}>
              Redo
            </Button>
            <Button className="button" onPress={close}>
              Done
            </Button>
          </>
        }
      >
        <div
          ref={stage}
          className="stage editing"
          style={{ aspectRatio: '1' }}
          role="group"
          aria-label="Stickers of the scene"
          onPointerDown={(event) => {
            if (event.target === event.currentTarget) select(undefined);
          }}
        >
          <canvas ref={canvas} className="scene" aria-hidden />
          {scene.stickers.map((sticker, index) => (
            <StickerHandle
              key={index}
              sticker={sticker}
              index={index}
              isSelected={index === selected}
              stage={stage}
              onRemove={onRemove}
            />
          ))}
          {chosen && selected !== undefined && <Grips sticker={chosen} index={selected} stage={stage} />}
        </div>
        <p id="sticker-keys" className="visually-hidden">
          Arrow keys move, plus and minus size, square brackets turn, F mirrors, Page Up and Page Down change
          what lies on top, Delete removes.
        </p>
        <EditorTools scene={scene} selected={selected} onRemove={onRemove} />
      </Frame>
    </section>
  );
}

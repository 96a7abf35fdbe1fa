import { Button, Toolbar } from 'react-aria-components';
import { classOf, COLOURS, createRandom, type Scene } from '../../src/scene';
import { useStores } from '../hooks/stores';
import { Picker, Range } from '../controls/controls';
import { AddSticker } from './AddSticker';
import {
  backgrounds,
  flip,
  LARGEST,
  recolour,
  reorder,
  resizeTo,
  rotateTo,
  SMALLEST,
  stickerText,
  withBackground,
} from './edits';

interface ToolsProps {
  readonly scene: Scene;
  readonly selected: number | undefined;
  readonly onRemove: (index: number) => void;
}

/** What can be done to the scene, and to the sticker that is selected. */
export function EditorTools({ scene, selected, onRemove }: ToolsProps) {
  const { editor } = useStores();
  const { apply, shuffle, select } = editor.getState();
  const { kind, seed } = scene.background;
  return (
    <div className="editor-tools">
      <Toolbar aria-label="Scene" className="row">
        <AddSticker />
        <Button className="button" onPress={() => void shuffle()}>
          Shuffle
        </Button>
        <span className="with-label">
          <span aria-hidden>Background</span>
          <Picker
            label="Background"
            value={kind}
            options={backgrounds.map((id) => ({ id, text: id }))}
            onChange={(id) => {
              const next = backgrounds.find((entry) => entry === id);
              if (next) apply(withBackground(scene, next));
            }}
          />
        </span>
        <Button
          className="button plain"
          onPress={() => apply({ ...scene, background: { kind, seed: createRandom(seed).uint32() } })}
        >
          Redraw it
        </Button>
      </Toolbar>
      {selected !== undefined && scene.stickers[selected] ? (
        <StickerTools key={selected} scene={scene} index={selected} onRemove={onRemove} />
      ) : (
        <p className="quiet sticker-tools">
          {scene.stickers.length === 0 ? (
            'An empty scene: add a sticker.'
          ) : (
            <>
              Drag a sticker, or{' '}
              <Button className="link" onPress={() => select(scene.stickers.length - 1)}>
                select the topmost one
              </Button>
              .
            </>
          )}
        </p>
      )}
    </div>
  );
}

interface StickerToolsProps {
  readonly scene: Scene;
  readonly index: number;
  readonly onRemove: (index: number) => void;
}

function StickerTools({ scene, index, onRemove }: StickerToolsProps) {
  const { editor } = useStores();
  const { apply, select } = editor.getState();
  const sticker = scene.stickers[index]!;
  const { colours } = classOf(sticker.kind);
  const order = (by: number) => {
    const moved = reorder(scene, index, by);
    apply(moved.scene);
    select(moved.index);
  };
  return (
    <Toolbar aria-label={`Sticker: ${stickerText(sticker)}`} className="row sticker-tools">
      <span className="strong sticker-name">{sticker.kind}</span>
      {colours.length > 0 && sticker.colour !== undefined && (
        <Picker
          label="Colour of the sticker"
          value={sticker.colour}
          options={colours.map((id) => ({ id, text: id }))}
          onChange={(id) => {
            const colour = COLOURS.find((entry) => entry === id);
            if (colour) apply(recolour(scene, index, colour));
          }}
        />
      )}
      <Button className="button" onPress={() => apply(flip(scene, index))}>
        Flip
      </Button>
      <Button className="button" isDisabled={index === scene.stickers.length - 1} onPress={() => order(1)}>
        Forward
      </Button>
      <Button className="button" isDisabled={index === 0} onPress={() => order(-1)}>
        Back
      </Button>
      <Button className="button" onPress={() => onRemove(index)}>
        Remove
      </Button>
      <Range
        label="Size"
        value={Math.round(sticker.size * 100)}
        min={SMALLEST * 100}
        max={LARGEST * 100}
        onChange={(size) => apply(resizeTo(scene, index, size / 100), `size ${index}`)}
        format={(value) => `${value}\u202f%`}
      />
      <Range
        label="Rotation"
        value={sticker.rotation}
        min={-180}
        max={180}
        onChange={(angle) => apply(rotateTo(scene, index, angle), `turn ${index}`)}
        format={(value) => `${value}°`}
      />
    </Toolbar>
  );
}

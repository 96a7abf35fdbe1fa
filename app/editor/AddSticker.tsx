import { useEffect, useRef, useState } from 'react';
import {
  Autocomplete,
  Button,
  Dialog,
  DialogTrigger,
  Header,
  Input,
  ListBox,
  ListBoxItem,
  ListBoxSection,
  Popover,
  SearchField,
  useFilter,
} from 'react-aria-components';
import { CATEGORIES, CLASSES, type Atlas } from '../../src/scene';
import { useEditor, useStores } from '../hooks/stores';
import { putPixels } from '../image/putPixels';
import { add, isFull } from './edits';
import { stickerPixels } from './stickerPixels';

const PICTURE = 32;

/** All stickers by category, with a field to find one by name. */
export function AddSticker() {
  const { editor, scenes } = useStores();
  const full = useEditor(({ scene }) => scene !== undefined && isFull(scene));
  const { contains } = useFilter({ sensitivity: 'base' });
  const [isOpen, setOpen] = useState(false);
  const [atlas, setAtlas] = useState<Atlas>();
  useEffect(() => {
    // The editor is open only when the atlas is there, so this cannot fail.
    void scenes.atlas().then(setAtlas);
  }, [scenes]);
  const put = (kind: string) => {
    const { scene, apply, select } = editor.getState();
    if (!scene || isFull(scene)) return;
    apply(add(scene, kind));
    select(scene.stickers.length);
    setOpen(false);
  };
  return (
    <DialogTrigger isOpen={isOpen} onOpenChange={setOpen}>
      <Button className="button" isDisabled={full}>
        Add sticker
      </Button>
      <Popover className="popover sticker-popover" placement="bottom start">
        <Dialog aria-label="Add sticker">
          <Autocomplete filter={contains}>
            <SearchField aria-label="Find a sticker" className="find" autoFocus>
              <Input placeholder="Find a sticker" />
            </SearchField>
            <ListBox
              aria-label="Stickers"
              className="sticker-list"
              layout="grid"
              renderEmptyState={() => <p className="quiet">No sticker of that name.</p>}
              onAction={(key) => put(String(key))}
            >
              {CATEGORIES.map((category) => (
                <ListBoxSection key={category} id={category}>
                  <Header>{category}</Header>
                  {CLASSES.filter((entry) => entry.category === category).map(({ kind }) => (
                    <ListBoxItem key={kind} id={kind} textValue={kind} className="sticker-option">
                      {atlas && <StickerPicture atlas={atlas} kind={kind} />}
                      <span>{kind}</span>
                    </ListBoxItem>
                  ))}
                </ListBoxSection>
              ))}
            </ListBox>
          </Autocomplete>
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}

function StickerPicture({ atlas, kind }: { readonly atlas: Atlas; readonly kind: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (canvas.current) putPixels(canvas.current, stickerPixels(atlas, kind, PICTURE * 2));
  }, [atlas, kind]);
  return <canvas ref={canvas} width={PICTURE} height={PICTURE} aria-hidden />;
}

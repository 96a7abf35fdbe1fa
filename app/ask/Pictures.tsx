import { useMemo } from 'react';
import { Button } from 'react-aria-components';
import { useStore } from 'zustand';
import { moveInRow } from '../../src/surfaces';
import { useEditor, usePlayground, useStores } from '../hooks/stores';
import { useRoving } from '../hooks/useRoving';
import type { PageImage } from '../image/pageImage';
import { sampleKey } from '../image/scenes';
import { OpenMenu } from './OpenMenu';
import { SceneThumb, Thumb } from './Thumb';
import { useChooseSample } from './useChooseSample';

/** Tiles beside the +. */
const TILES = 4;

interface Tile {
  readonly key: string;
  readonly title: string;
  readonly isCurrent: boolean;
  readonly sample?: ReturnType<typeof useStores>['scenes']['samples'][number];
  readonly pixels?: PageImage['display'];
  readonly choose: () => void;
}

/** What picture is asked about: four tiles and a way to any other. */
export function Pictures({ canEdit = true }: { readonly canEdit?: boolean }) {
  const { editor } = useStores();
  const image = usePlayground((state) => state.image);
  const isEditing = useEditor(({ isOpen }) => isOpen);
  const tiles = useTiles(image);
  const current = tiles.findIndex(({ isCurrent }) => isCurrent);
  const item = useRoving({
    count: tiles.length,
    current: current < 0 ? undefined : current,
    move: (at, key) => moveInRow(tiles.length, at, key),
  });
  const edit = () => {
    if (isEditing) editor.getState().close();
    else if (image?.scene) void editor.getState().open(image.scene);
  };
  return (
    <section className="pictures-section" aria-label="Picture">
      <h2>Picture</h2>
      <div className="pictures">
        <div className="tiles" role="group" aria-label="Pictures" data-roving>
          {tiles.map(({ key, title, isCurrent, sample, pixels, choose }, i) =>
            sample ? (
              <SceneThumb key={key} sample={sample} isCurrent={isCurrent} onPress={choose} item={item(i)} />
            ) : (
              <Thumb
                key={key}
                title={title}
                pixels={pixels}
                isCurrent={isCurrent}
                onPress={choose}
                item={item(i)}
              />
            ),
          )}
        </div>
        <OpenMenu />
      </div>
      <div className="picture-name">
        <span className="quiet">{image && titleOf(image, tiles[current])}</span>
        {canEdit && image?.scene && (
          <Button className="link" aria-pressed={isEditing} onPress={edit}>
            Edit scene
          </Button>
        )}
      </div>
    </section>
  );
}

/** Pictures of one’s own first, then scenes; the picture on show is always among them. */
function useTiles(image: PageImage | undefined): readonly Tile[] {
  const { scenes, editor, playground } = useStores();
  const edited = useEditor(({ scene, picture, past, future }) => ({
    scene,
    picture,
    isChanged: past.length + future.length > 0,
  }));
  const own = useStore(useStores().pictures, (state) => state.own);
  const chooseSample = useChooseSample();
  return useMemo(() => {
    const tiles: Tile[] = [];
    for (const picture of own)
      tiles.push({
        key: picture.key,
        title: picture.name,
        isCurrent: picture.key === image?.key,
        pixels: picture.display,
        choose: () => playground.getState().setImage(picture),
      });
    if (edited.isChanged && edited.scene && edited.picture)
      tiles.push({
        key: 'edited',
        title: 'Your scene',
        isCurrent: image?.scene === edited.scene,
        pixels: edited.picture,
        choose: () => void editor.getState().open(edited.scene!),
      });
    const all = scenes.samples.map((sample) => ({
      key: sampleKey(sample),
      title: sample.title,
      isCurrent: image?.key === sampleKey(sample),
      sample,
      choose: () => void chooseSample(sample),
    }));
    const room = TILES - tiles.length;
    const first = all.slice(0, room);
    const further = all.slice(room).find(({ isCurrent }) => isCurrent);
    return [...tiles, ...(further && room > 0 ? [...first.slice(0, room - 1), further] : first)];
  }, [own, edited, image, scenes, editor, playground, chooseSample]);
}

/** “A picnic”; of a photograph “chelsea.png, 451 × 300”. */
function titleOf({ name, scene, display }: PageImage, tile: Tile | undefined): string {
  if (scene) return tile?.title ?? 'A scene';
  return `${name}, ${display.width} × ${display.height}`;
}

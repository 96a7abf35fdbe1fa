import { lazy, useEffect, useRef, useState } from 'react';
import { Button, FileTrigger } from 'react-aria-components';
import type { Pixels } from '../../src/image/pixels';
import type { Sample } from '../../src/scene';
import { sampleKey } from '../image/scenes';
import { useChooseFile } from '../hooks/useChooseFile';
import { useMediaQuery } from '../hooks/useMediaQuery';
import { useEditor, usePlayground, useStores } from '../hooks/stores';
import { isOutsideDomain } from '../store/domain';
import { IMAGE_SECTION } from './imageSection';
import { Part } from '../controls/Part';
import { putPixels } from '../image/putPixels';

const Camera = lazy(() => import('./Camera'));

const THUMB = 128;
const IMAGES = ['image/png', 'image/jpeg', 'image/webp', 'image/gif', 'image/avif', 'image/bmp'];

/** Samples to choose from, and the ways to give an image. */
export function Gallery({ canEdit = true }: { readonly canEdit?: boolean }) {
  const { scenes, playground } = useStores();
  const chooseFile = useChooseFile();
  const current = usePlayground(({ image }) => ({ key: image?.key, scene: image?.scene }));
  const isGuess = usePlayground(isOutsideDomain);
  const edited = useEditor(({ isOpen, scene, picture, past, future }) => ({
    isOpen,
    scene,
    picture,
    isChanged: past.length + future.length > 0,
  }));
  const { editor } = useStores();
  const [isFilming, setFilming] = useState(false);
  const coarse = useMediaQuery('(pointer: coarse)');
  const choose = async (sample: Sample) => {
    try {
      const image = await scenes.open(sample);
      playground.getState().setImage(image, sample.question);
    } catch (error) {
      playground.getState().reportError(error);
    }
  };
  const onSelect = (files: FileList | null) => {
    const file = files?.[0];
    if (file) void chooseFile(file);
  };
  return (
    <section aria-label="Image" id={IMAGE_SECTION}>
      <h2>Image {!coarse && <span className="hint">· or drop, or paste</span>}</h2>
      <div className="gallery">
        {scenes.samples.map((sample) => (
          <SampleThumb
            key={sample.id}
            sample={sample}
            isCurrent={current.key === sampleKey(sample)}
            onPress={() => void choose(sample)}
          />
        ))}
        {edited.isChanged && edited.scene && edited.picture && (
          <Thumb
            title="Your scene"
            pixels={edited.picture}
            isCurrent={current.scene === edited.scene}
            onPress={() => void editor.getState().open(edited.scene!)}
          />
        )}
      </div>
      <div className="row">
        {canEdit && current.scene && (
          <Button
            className="button"
            aria-pressed={edited.isOpen}
            onPress={() => {
              if (edited.isOpen) editor.getState().close();
              else void editor.getState().open(current.scene!);
            }}
          >
            Edit scene
          </Button>
        )}
        <FileTrigger acceptedFileTypes={IMAGES} onSelect={onSelect}>
          <Button className="button">Upload image</Button>
        </FileTrigger>
        {coarse ? (
          // A phone's own camera program does this better than any page.
          <FileTrigger acceptedFileTypes={['image/*']} defaultCamera="environment" onSelect={onSelect}>
            <Button className="button">Take a photo</Button>
          </FileTrigger>
        ) : (
          'mediaDevices' in navigator && (
            <Button className="button" onPress={() => setFilming(true)}>
              Take a photo
            </Button>
          )
        )}
        {isFilming && (
          <Part title="The camera">
            <Camera onPicture={(file) => void chooseFile(file)} onClose={() => setFilming(false)} />
          </Part>
        )}
      </div>
      {isGuess && (
        <p className="quiet">
          This model knows sticker scenes only; what it says about a photograph is a guess.
        </p>
      )}
    </section>
  );
}

interface SampleThumbProps {
  readonly sample: Sample;
  readonly isCurrent: boolean;
  readonly onPress: () => void;
}

function SampleThumb({ sample, ...rest }: SampleThumbProps) {
  const { scenes } = useStores();
  const [pixels, setPixels] = useState<Pixels>();
  useEffect(() => {
    let wanted = true;
    scenes.thumbnail(sample, THUMB).then(
      (drawn) => {
        if (wanted) setPixels(drawn);
      },
      () => {
        // The picture stays blank here; choosing it says why.
      },
    );
    return () => {
      wanted = false;
    };
  }, [scenes, sample]);
  return <Thumb title={sample.title} pixels={pixels} {...rest} />;
}

interface ThumbProps {
  readonly title: string;
  readonly pixels: Pixels | undefined;
  readonly isCurrent: boolean;
  readonly onPress: () => void;
}

function Thumb({ title, pixels, isCurrent, onPress }: ThumbProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (pixels && canvas.current) putPixels(canvas.current, pixels);
  }, [pixels]);
  return (
    <Button className="thumb" aria-label={title} aria-pressed={isCurrent} onPress={onPress}>
      <canvas ref={canvas} width={THUMB} height={THUMB} />
    </Button>
  );
}

import { useEffect, useRef, useState } from 'react';
import type { Pixels } from '../../src/image/pixels';
import type { Sample } from '../../src/scene';
import { useStores } from '../hooks/stores';
import type { RovingItem } from '../hooks/useRoving';
import { putPixels } from '../image/putPixels';

const SIDE = 128;

interface ThumbProps {
  readonly title: string;
  readonly pixels: Pixels | undefined;
  readonly isCurrent: boolean;
  readonly onPress: () => void;
  /** Its place in the set that it is one of. */
  readonly item: RovingItem;
}

/** A picture small, to be chosen. */
export function Thumb({ title, pixels, isCurrent, onPress, item }: ThumbProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (pixels && canvas.current) putPixels(canvas.current, pixels);
  }, [pixels]);
  return (
    <button
      {...item}
      type="button"
      className="thumb"
      aria-label={title}
      title={title}
      aria-pressed={isCurrent}
      onClick={onPress}
    >
      <canvas ref={canvas} width={SIDE} height={SIDE} aria-hidden />
    </button>
  );
}

interface SceneThumbProps extends Omit<ThumbProps, 'title' | 'pixels'> {
  readonly sample: Sample;
}

/** A bundled scene; it is drawn when it is first seen. */
export function SceneThumb({ sample, ...rest }: SceneThumbProps) {
  const { scenes } = useStores();
  const [pixels, setPixels] = useState<Pixels>();
  useEffect(() => {
    let wanted = true;
    scenes.thumbnail(sample, SIDE).then(
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

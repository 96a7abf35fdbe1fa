import { useRef, type KeyboardEvent, type PointerEvent, type RefObject } from 'react';
import { mergeProps } from 'react-aria/mergeProps';
import { useMove } from 'react-aria/useMove';
import type { Scene, Sticker } from '../../src/scene';
import { useStores } from '../hooks/stores';
import { flip, moveBy, reorder, resizeTo, rotateTo, stickerText } from './edits';

interface HandleProps {
  readonly sticker: Sticker;
  readonly index: number;
  readonly isSelected: boolean;
  readonly stage: RefObject<HTMLElement | null>;
  readonly onRemove: (index: number) => void;
}

/** Shares of the picture's side that an arrow key moves by, without and with Shift. */
const STEP = 0.01;
const BIG_STEP = 0.05;
const GROWTH = 1.08;
const TURN = 5;

/** An invisible sticker over the drawn one: what is dragged, focused and named. */
export function StickerHandle({ sticker, index, isSelected, stage, onRemove }: HandleProps) {
  const { editor } = useStores();
  const { select, apply, settle } = editor.getState();
  const { moveProps } = useMove({
    onMoveStart: () => {
      if (editor.getState().selected !== index) select(index);
    },
    onMove({ deltaX, deltaY, pointerType, shiftKey }) {
      const side = stage.current?.getBoundingClientRect().width || 1;
      const unit = pointerType === 'keyboard' ? (shiftKey ? BIG_STEP : STEP) : 1 / side;
      const { scene } = editor.getState();
      if (scene?.stickers[index]) apply(moveBy(scene, index, deltaX * unit, deltaY * unit), `move ${index}`);
    },
    onMoveEnd({ pointerType }) {
      // Arrow keys in a row are one step, drags are one each.
      if (pointerType !== 'keyboard') settle();
    },
  });
  const onKeyDown = (event: KeyboardEvent) => {
    const { scene } = editor.getState();
    if (!scene || event.ctrlKey || event.metaKey || event.altKey) return;
    const act = KEYS[event.key];
    if (event.key === 'Delete' || event.key === 'Backspace') onRemove(index);
    else if (event.key === 'PageUp' || event.key === 'PageDown') {
      const moved = reorder(scene, index, event.key === 'PageUp' ? 1 : -1);
      apply(moved.scene);
      select(moved.index);
    } else if (act) apply(act(scene, index, sticker), `${event.key} ${index}`);
    else return;
    event.preventDefault();
  };
  const extent = `${sticker.size * 100}%`;
  return (
    <button
      type="button"
      className="sticker-handle"
      data-sticker={index}
      aria-label={`${stickerText(sticker)}, ${place(sticker)}, ${Math.round(sticker.size * 100)} per cent wide`}
      aria-pressed={isSelected}
      aria-describedby="sticker-keys"
      style={{
        left: `${sticker.x * 100}%`,
        top: `${sticker.y * 100}%`,
        width: extent,
        height: extent,
        rotate: `${sticker.rotation}deg`,
      }}
      {...mergeProps(moveProps, {
        onKeyDown,
        onFocus: () => select(index),
        // What is dragged is what the keys then change; useMove keeps the browser from doing this itself.
        onPointerDown: ({ currentTarget }: PointerEvent<HTMLElement>) =>
          currentTarget.focus({ preventScroll: true }),
      })}
    />
  );
}

type Act = (scene: Scene, index: number, sticker: Sticker) => Scene;
const grow: Act = (scene, index, { size }) => resizeTo(scene, index, size * GROWTH);

const KEYS: Readonly<Record<string, Act>> = {
  '+': grow,
  '=': grow,
  '-': (scene, index, { size }) => resizeTo(scene, index, size / GROWTH),
  '[': (scene, index, { rotation }) => rotateTo(scene, index, rotation - TURN),
  ']': (scene, index, { rotation }) => rotateTo(scene, index, rotation + TURN),
  f: flip,
};

/** “52 % across, 60 % down” */
const place = ({ x, y }: Sticker): string =>
  `${Math.round(x * 100)} per cent across, ${Math.round(y * 100)} per cent down`;

interface GripsProps {
  readonly sticker: Sticker;
  readonly index: number;
  readonly stage: RefObject<HTMLElement | null>;
}

/** The selected sticker's frame with grips to size and turn it by pointer; sliders beside do the same for all. */
export function Grips({ sticker, index, stage }: GripsProps) {
  const extent = `${sticker.size * 100}%`;
  return (
    <div
      className="grips"
      aria-hidden
      style={{
        left: `${sticker.x * 100}%`,
        top: `${sticker.y * 100}%`,
        width: extent,
        height: extent,
        rotate: `${sticker.rotation}deg`,
      }}
    >
      <Grip kind="size" index={index} sticker={sticker} stage={stage} />
      <Grip kind="turn" index={index} sticker={sticker} stage={stage} />
    </div>
  );
}

function Grip({ kind, index, sticker, stage }: GripsProps & { readonly kind: 'size' | 'turn' }) {
  const { editor } = useStores();
  // Scenes hold rounded numbers; a slow drag must not be rounded away step by step.
  const exact = useRef(0);
  const { moveProps } = useMove({
    onMoveStart: () => {
      exact.current = kind === 'size' ? sticker.size : sticker.rotation;
    },
    onMove({ deltaX, deltaY, pointerType }) {
      const { scene, apply } = editor.getState();
      const side = stage.current?.getBoundingClientRect().width;
      if (!scene?.stickers[index] || !side || pointerType === 'keyboard') return;
      const angle = (scene.stickers[index].rotation * Math.PI) / 180;
      // The pointer's way in the sticker's own directions, as shares of the picture.
      const right = (deltaX * Math.cos(angle) + deltaY * Math.sin(angle)) / side;
      const down = (deltaY * Math.cos(angle) - deltaX * Math.sin(angle)) / side;
      if (kind === 'size') {
        exact.current += right + down;
        apply(resizeTo(scene, index, exact.current), `size ${index}`);
      } else {
        const radius = scene.stickers[index].size / 2 + GRIP_GAP / side;
        exact.current += (right / radius) * (180 / Math.PI);
        apply(rotateTo(scene, index, exact.current), `turn ${index}`);
      }
    },
    onMoveEnd: () => editor.getState().settle(),
  });
  const { onKeyDown: _, ...pointerProps } = moveProps;
  return <span className={`grip ${kind}`} {...pointerProps} />;
}

/** Pixels between the frame and the grip that turns it. */
const GRIP_GAP = 18;

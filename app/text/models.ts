/** What the page says about models: costs, warnings, downloads. */
import type { ModelDescription, Shelf } from '../../workers/library/protocol';
import type { Transfer } from '../store/models';
import { bytes } from './format';

/** What a device says of itself; absent where the browser keeps it to itself. */
export interface Device {
  /** Bytes of memory, roughly: browsers round it. */
  readonly memory?: number | undefined;
}

/** The device that this page runs on. */
export function thisDevice(): Device {
  const { deviceMemory } = navigator as { readonly deviceMemory?: number };
  return { memory: deviceMemory === undefined ? undefined : deviceMemory * 2 ** 30 };
}

/** Share of a device's memory that one page can hope for. */
const FOR_ONE_PAGE = 0.6;
/** Half of what WebAssembly's 32-bit addresses reach: beyond it a browser may refuse to grow. */
const WASM_LIMIT = 4 * 2 ** 30;

/** An estimate, with as many digits as it deserves. */
export const aboutBytes = (count: number): string =>
  bytes(count < 1e9 ? Math.round(count / 1e7) * 1e7 : count).replace('.0 MB', ' MB');

/** “94 MB to download · 0.5 GB of memory · MIT” */
export function costLine(model: ModelDescription): string {
  const about = model.isExact ? '' : 'about ';
  return `${about}${bytes(model.bytes)} · ${aboutBytes(model.memory)} of memory · ${licenceText(model)}`;
}

export const licenceText = ({ licence }: ModelDescription): string => licence ?? 'licence not stated';

/** What to know before a model is fetched: sentences, none when all is well. */
export function warningsFor(
  model: ModelDescription,
  lowMemory: boolean,
  device: Device,
  shelf: Shelf | undefined,
): string[] {
  const needed = lowMemory ? model.lowMemory : model.memory;
  const help = lowMemory
    ? 'Choose a smaller model.'
    : 'Keep its weights in half precision, or choose a smaller model.';
  const warnings: string[] = [];
  if (needed > WASM_LIMIT) {
    warnings.push(`The model needs ${aboutBytes(needed)} of memory, more than a page can have. ${help}`);
  } else if (device.memory !== undefined && needed > FOR_ONE_PAGE * device.memory) {
    warnings.push(
      `This device has about ${bytes(device.memory)} of memory, and the model needs ${aboutBytes(needed)}: it may not load here. ${help}`,
    );
  }
  if (shelf && !shelf.keeps) {
    warnings.push(
      'This browser keeps no files here, as in a private window: the model is fetched again at each visit.',
    );
  } else if (shelf?.free !== undefined && shelf.free < model.bytes) {
    warnings.push(
      `There is room for ${bytes(shelf.free)} only, and the model has ${bytes(model.bytes)}: delete stored models below, or free space on this device.`,
    );
  }
  return warnings;
}

/** “23.4 MB of 93.8 MB · 4.1 MB a second · 17 s left” */
export function transferText({ phase, loaded, total, rate, message }: Transfer): string {
  const share = `${bytes(loaded)} of ${bytes(total)}`;
  if (phase === 'paused') return `Paused at ${share}; what has come is kept`;
  if (phase === 'failed') return message ?? 'The download failed.';
  if (loaded >= total && total > 0) return `${share} · checking`;
  if (rate === 0) return share;
  return `${share} · ${bytes(rate)} a second · ${timeLeft((total - loaded) / rate)} left`;
}

function timeLeft(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}

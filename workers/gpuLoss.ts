/** Tells a graphics device that is gone from everything else that can fail on it. */
import { WhylightError } from '../src/tensor/error';

/**
 * What browsers and the runtime say when the device is gone, or when what it computed cannot be read back. No standard
 * fixes these messages (WebGPU says that programs should not parse them), but the runtime passes on nothing else.
 */
const SIGNS: readonly RegExp[] = [
  /device.{0,40}(lost|removed|hung|destroyed)/i,
  /external instance reference no longer exists/i,
  /instance dropped/i,
  /failed to download data from buffer/i,
  /buffer was (destroyed|unmapped) before mapping/i,
  /'mapAsync' on 'GPUBuffer'/i,
  /failed to get a webgpu adapter/i,
];

/**
 * Whether an error means that the graphics device was lost, so that the same may go well without it. An operator that
 * fails, or memory that runs out, is no lost device.
 */
export const isGpuLoss = (error: unknown): boolean =>
  error instanceof Error &&
  !(error instanceof WhylightError) &&
  SIGNS.some((sign) => sign.test(error.message));

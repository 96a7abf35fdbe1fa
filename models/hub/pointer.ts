/** Files that stand for others: named for what they are, instead of being called damaged. */
import { WhylightError } from '../../src/tensor/error';

const LFS = 'version https://git-lfs.github.com/spec/';

/**
 * What Git LFS leaves in place of a large file that was not fetched: three lines with its digest and size.
 * @throws WhylightError ('model-broken') saying how to get the file itself
 */
export function refusePointer(bytes: Uint8Array, file: string): void {
  if (bytes.length > 1024 || !new TextDecoder().decode(bytes.subarray(0, LFS.length)).startsWith(LFS)) return;
  throw new WhylightError(
    'model-broken',
    `${file} is a pointer of Git LFS, not the file itself: run "git lfs pull" in the model's folder, or download the file from where the model was published.`,
  );
}

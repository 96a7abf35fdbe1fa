import { openFolder } from '../models/hub/checkpoint';
import type { ModelFolder, ReadFile } from '../models/hub/folder';
import { MissingFile } from '../models/hub/missing';

/**
 * A model from files that somebody chose, one by one or as a folder: found by their names, wherever they lay.
 * Errors as `openFolder`.
 */
export function openFiles(
  files: readonly File[],
  onProgress: (loaded: number, total: number) => void,
): Promise<ModelFolder> {
  const read: ReadFile = async (path) => {
    const file = files.find((one) => isAt(one, path));
    if (!file) {
      const names = files.map(({ name }) => name).join(', ');
      throw new MissingFile(
        'bad-input',
        `There is no ${path} among the files chosen (${names.slice(0, 200)}).`,
      );
    }
    return new Uint8Array(await file.arrayBuffer());
  };
  return openFolder(read, { id: nameOf(files), onProgress });
}

/** Chosen one by one, files have lost their folder; chosen as a folder, they lie somewhere in it. */
function isAt({ name, webkitRelativePath }: File, path: string): boolean {
  if (webkitRelativePath !== '') return `/${webkitRelativePath}`.endsWith(`/${path}`);
  return name === path.slice(path.lastIndexOf('/') + 1);
}

/** The folder that they lay in, or "local files". */
function nameOf(files: readonly File[]): string {
  const folders = new Set(files.map(({ webkitRelativePath }) => webkitRelativePath.split('/').at(-2) ?? ''));
  const [folder] = folders;
  return folders.size === 1 && folder ? folder : 'local files';
}

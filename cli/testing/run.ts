import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { vi } from 'vitest';
import { main } from '../main';

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command inside this process, which spares a second of start-up; `runChild` is the real thing. */
export async function runHere(...args: string[]): Promise<Outcome> {
  const written = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((stream) =>
    vi.spyOn(process[stream], 'write').mockImplementation((chunk) => {
      written[stream] += String(chunk);
      return true;
    }),
  );
  try {
    return { code: await main(['node', 'whylight', ...args]), ...written };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

const bin = fileURLToPath(new URL('../whylight.mjs', import.meta.url));

/** Runs the command as a person does: `cli/whylight.mjs` in a process of its own, in the folder given. */
export function runChild(cwd: string, ...args: string[]): Promise<Outcome> {
  return runNode(cwd, bin, ...args);
}

export function runNode(cwd: string, ...args: string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd, maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}

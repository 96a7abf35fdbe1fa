import type { Progress } from '../../src/evaluate/progress';
import { duration } from '../terminal';

/** Seconds between two lines where nobody watches (a log, a job runner). */
const LINE_EVERY = 30;

/** Tells on stderr how far a long run is and how long it will still take. */
export function startProgress(label: string, total: number, unit: string): Progress {
  const { stderr } = process;
  const start = performance.now();
  let lastLine = -Infinity;
  let done = 0;
  const line = () => {
    const seconds = (performance.now() - start) / 1000;
    const left = (seconds / Math.max(1, done)) * (total - done);
    return `${label}: ${done} of ${total} ${unit}, ${duration(left)} left`;
  };
  return {
    add(count) {
      done += count;
      const now = performance.now() / 1000;
      if (stderr.isTTY) stderr.write(`\r\u001b[K${line()}`);
      else if (now - lastLine >= LINE_EVERY || done >= total) {
        stderr.write(`${line()}\n`);
        lastLine = now;
      }
    },
    /** Clears the line. */
    end() {
      if (stderr.isTTY) stderr.write('\r\u001b[K');
    },
  };
}

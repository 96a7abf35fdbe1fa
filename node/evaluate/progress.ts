import type { Progress } from '../../src/evaluate/progress';

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

/** 95 → "1 min 35 s", 7300 → "2 h 1 min". */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

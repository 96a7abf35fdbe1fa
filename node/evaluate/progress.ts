/** Seconds between two lines where nobody watches (a log, a job runner). */
const LINE_EVERY = 30;

/** Tells on stderr how far a long run is and how long it will still take. */
export class Progress {
  private readonly start = performance.now();
  private last = -Infinity;
  private done = 0;

  /** `total` and the counts of `add` are in `unit`s. */
  constructor(
    private readonly label: string,
    private readonly total: number,
    private readonly unit: string,
  ) {}

  add(count: number): void {
    this.done += count;
    const { stderr } = process;
    const now = performance.now() / 1000;
    if (stderr.isTTY) stderr.write(`\r\u001b[K${this.line()}`);
    else if (now - this.last >= LINE_EVERY || this.done >= this.total) {
      stderr.write(`${this.line()}\n`);
      this.last = now;
    }
  }

  /** Clears the line. */
  end(): void {
    if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
  }

  private line(): string {
    const seconds = (performance.now() - this.start) / 1000;
    const left = (seconds / Math.max(1, this.done)) * (this.total - this.done);
    return `${this.label}: ${this.done} of ${this.total} ${this.unit}, ${duration(left)} left`;
  }
}

/** 95 → "1 min 35 s", 7300 → "2 h 1 min". */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

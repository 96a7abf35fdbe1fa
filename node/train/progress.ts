import type { StepReport } from '../../src/train/trainer';
import { duration } from '../terminal';

/** Averages a stage's reports between two lines, and tells speed and time left. */
export class Progress {
  private reports: StepReport[] = [];
  private since = performance.now();

  /** @param questions per image */
  constructor(
    private readonly stage: string,
    private readonly steps: number,
    private readonly images: number,
    private readonly questions: number,
  ) {}

  add(report: StepReport): void {
    this.reports.push(report);
  }

  /** One line about the steps since the last one. */
  line(): string {
    const { reports, stage, steps } = this;
    const [first, last] = [reports[0]!, reports.at(-1)!];
    const mean = (of: (report: StepReport) => number) =>
      reports.reduce((sum, report) => sum + of(report), 0) / reports.length;
    const seconds = (performance.now() - this.since) / 1000 / reports.length;
    const images = this.images / seconds;
    const parts = [
      `${stage} ${last.step + 1}/${steps}`,
      ...Object.keys(first.losses).map((name) => `${name} ${mean(({ losses }) => losses[name]!).toFixed(3)}`),
      ...(first.accuracy === undefined
        ? []
        : [`accuracy ${(100 * mean(({ accuracy }) => accuracy!)).toFixed(1)} %`]),
      `rate ${last.rate.toExponential(1)}`,
      `|g| ${mean(({ gradientNorm }) => gradientNorm).toFixed(2)}`,
      `${images.toFixed(1)} images/s${this.questions > 0 ? `, ${(images * this.questions).toFixed(0)} questions/s` : ''}`,
      `${duration((steps - last.step - 1) * seconds)} left`,
      `${Math.round(process.memoryUsage.rss() / 1e6)} MB`,
    ];
    this.reports = [];
    this.since = performance.now();
    return parts.join('  ');
  }
}

import type { Graph } from '../onnx/graph';
import { Program, type ExternalFiles } from './program';
import type { BackendOptions, Ort } from './runtime';

/** A graph to be made a session of, and the outputs that only later programs read. */
export interface ProgramPlan {
  readonly graph: Graph;
  readonly kept?: ReadonlySet<string>;
}

/** The programs of one model on one runtime, each made when it is first asked for. */
export class Sessions {
  private readonly made = new Map<string, Promise<Program>>();
  /** Sessions are made one after another: each holds a copy of its graph while it is made. */
  private last: Promise<unknown> = Promise.resolve();

  /** @param files weights by the location that the graphs name */
  constructor(
    readonly ort: Ort,
    readonly backend: BackendOptions,
    private readonly files: ExternalFiles,
  ) {}

  /** The program of that name; `plan` is called once. A failed attempt (out of memory, say) is not remembered. */
  get(key: string, plan: () => ProgramPlan): Promise<Program> {
    const found = this.made.get(key);
    if (found) return found;
    const made = this.last.then(() => {
      const { graph, kept } = plan();
      return Program.create(this.ort, graph, this.files, this.backend, kept);
    });
    this.last = made.catch(() => undefined);
    this.made.set(key, made);
    made.catch(() => this.made.delete(key));
    return made;
  }

  async dispose(): Promise<void> {
    const all = await Promise.allSettled(this.made.values());
    this.made.clear();
    for (const result of all) if (result.status === 'fulfilled') await result.value.release();
  }
}

/** Names that the graphs read: what an earlier program has to keep for them. */
export const inputNames = (...readers: readonly Pick<Graph, 'inputs'>[]): ReadonlySet<string> =>
  new Set(readers.flatMap(({ inputs }) => inputs.map(({ name }) => name)));

import type { PlainAttribute } from '../onnx/proto/model';
import type { ForeignAttribute, ForeignGraph, ForeignTensor } from './read/foreign';
import { named, Refusal } from './refusal';

/** A node's attributes, by kind. @throws Refusal where one is of another kind than its operator takes */
export class Attributes {
  constructor(
    private readonly all: ReadonlyMap<string, ForeignAttribute>,
    private readonly op: string,
  ) {}

  has(name: string): boolean {
    return this.all.has(name);
  }

  /** An integer or a floating-point number. */
  number(name: string): number | undefined;
  number(name: string, otherwise: number): number;
  number(name: string, otherwise?: number): number | undefined {
    const found = this.all.get(name);
    if (!found) return otherwise;
    if (found.kind !== 'int' && found.kind !== 'float') throw this.unfit(name, found);
    return found.value;
  }

  /** Whether a switch is on; ONNX spells those as integers. */
  flag(name: string, otherwise = false): boolean {
    return this.number(name, Number(otherwise)) !== 0;
  }

  numbers(name: string): readonly number[] | undefined {
    const found = this.all.get(name);
    if (!found) return undefined;
    if (found.kind === 'ints' || found.kind === 'floats') return found.value;
    throw this.unfit(name, found);
  }

  text(name: string, otherwise: string): string {
    const found = this.all.get(name);
    if (!found) return otherwise;
    if (found.kind !== 'string') throw this.unfit(name, found);
    return found.value;
  }

  tensor(name: string): ForeignTensor | undefined {
    const found = this.all.get(name);
    if (!found) return undefined;
    if (found.kind !== 'tensor') throw this.unfit(name, found);
    return found.value;
  }

  graph(name: string): ForeignGraph {
    const found = this.all.get(name);
    if (found?.kind === 'graph') return found.value;
    throw new Refusal(
      'broken',
      `The operator ${this.op} lacks its graph ${named(name)}; the file is damaged.`,
    );
  }

  /** All of them as a node of the graph has them. */
  plain(): Record<string, PlainAttribute> {
    const result: Record<string, PlainAttribute> = {};
    for (const [name, attribute] of this.all) {
      switch (attribute.kind) {
        case 'int':
        case 'float':
          result[name] = { type: attribute.kind, value: attribute.value };
          break;
        case 'ints':
        case 'floats':
          result[name] = { type: attribute.kind, value: attribute.value };
          break;
        case 'string':
          result[name] = { type: 'string', value: attribute.value };
          break;
        default:
          throw this.unfit(name, attribute);
      }
    }
    return result;
  }

  private unfit(name: string, { kind }: ForeignAttribute): Refusal {
    return new Refusal(
      'operator',
      `The operator ${this.op} has an attribute ${named(name)} of the kind ${kind}, which it cannot have here; ` +
        'export the model again.',
    );
  }
}

/** Ways through a graph, forwards and backwards. */
import { isNode, type Graph, type Value } from '../../onnx/graph';

export class Walk {
  private readonly consumers = new Map<Value, Value[]>();
  private readonly places = new Map<Value, number>();

  constructor(readonly graph: Graph) {
    graph.nodes.forEach((value, place) => {
      this.places.set(value, place);
      if (!isNode(value)) return;
      for (const input of new Set(value.source.inputs)) {
        const list = this.consumers.get(input);
        if (list) list.push(value);
        else this.consumers.set(input, [value]);
      }
    });
  }

  consumersOf(value: Value): readonly Value[] {
    return this.consumers.get(value) ?? [];
  }

  /** Values that are computed from this one, itself among them, as far as `through` lets pass. */
  forward(from: Value, through: (value: Value) => boolean = () => true): ReadonlySet<Value> {
    const seen = new Set([from]);
    // A set's iterator also visits what is added on the way.
    for (const value of seen) for (const next of this.consumersOf(value)) if (through(next)) seen.add(next);
    return seen;
  }

  /** Values that this one is computed from, itself among them. */
  ancestors(of: Value): ReadonlySet<Value> {
    const seen = new Set([of]);
    for (const value of seen) if (isNode(value)) value.source.inputs.forEach((input) => seen.add(input));
    return seen;
  }

  /** In the order in which the graph can be run. */
  ordered(values: ReadonlySet<Value>): Value[] {
    return [...values].sort((a, b) => (this.places.get(a) ?? -1) - (this.places.get(b) ?? -1));
  }
}

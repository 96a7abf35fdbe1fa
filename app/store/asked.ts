/** What is asked, set against what is on show. */
import { methodById } from '../../src/methods/registry';
import type { MethodRequest, ModelInfo } from '../../workers/protocol';
import type { Example } from '../image/example';
import type { Panels, PlaygroundState } from './playground';

export const DEFAULT_PANELS: Panels = [{ id: 'weighted' }, { id: 'equal' }];

/** Whether the example is what is being asked for. */
export function isAbout(
  example: Example,
  asked: Pick<PlaygroundState, 'image' | 'question' | 'target' | 'panels' | 'startLayer'>,
): boolean {
  if (example.isAbout) return example.isAbout(asked);
  const { document, sample } = example;
  const { image, question, target, panels } = asked;
  const { answer = document.target.answer, versus } = target;
  const isTarget = answer === document.target.answer && versus === undefined;
  return (
    isTarget &&
    question === document.question &&
    panels === DEFAULT_PANELS &&
    (image === undefined || image.sample === sample)
  );
}

/** Methods that the model does not serve give way to the usual ones. */
export function servedPanels(panels: Panels, { architecture }: ModelInfo): Panels {
  const isServed = panels.every(({ id }) => methodById(id).serves.includes(architecture));
  return isServed ? panels : DEFAULT_PANELS;
}

/** Both panels may show one method; it is asked for once. */
export function distinct([left, right]: Panels): { methods: MethodRequest[]; columns: [number, number] } {
  const same = left.id === right.id && left.importance === right.importance;
  return same ? { methods: [left], columns: [0, 0] } : { methods: [left, right], columns: [0, 1] };
}

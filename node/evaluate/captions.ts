import type { Model } from '../../src/engine/model';
import { textOf } from '../../src/engine/caption';
import { generate, type Speech } from '../../src/engine/generate';
import { scoreCaptions, type CaptionScores, type SaidCaption, type Share } from '../../src/evaluate/captions';
import { generateScene, renderScene, tellScene, type Split } from '../../src/scene';
import { argmax } from '../../src/tensor/argmax';
import { loadAtlas } from '../library/atlas';

export interface CaptionMeasures extends CaptionScores {
  /** Tokens of the scenes' own tellings, the end among them, that are the most probable after those before them. */
  readonly tokens: Share;
  /** Mean of −ln of their probability. */
  readonly loss: number;
}

/**
 * Lets a model describe the first scenes of a split, and scores what it says.
 * @throws WhylightError ('bad-input') for a model that tells no captions
 */
export async function measureCaptions(
  model: Model,
  { split, count, beams = 1 }: { readonly split: Split; readonly count: number; readonly beams?: number },
  onDone: (done: number, text: string) => void = () => undefined,
): Promise<CaptionMeasures> {
  const atlas = await loadAtlas();
  const said: SaidCaption[] = [];
  let [right, of, loss] = [0, 0, 0];
  for (let seed = 0; seed < count; seed++) {
    const scene = generateScene(seed, split);
    const image = await model.see(renderScene(scene, atlas, model.facts.imageSize));
    try {
      const { speech } = image;
      const { tokens } = await generate(speech, { beams });
      said.push({ scene, text: textOf(speech, tokens) });
      for (const { hit, minusLog } of await judgedTokens(speech, tellScene(scene).text)) {
        right += Number(hit);
        of++;
        loss += minusLog;
      }
    } finally {
      image.dispose();
    }
    onDone(seed + 1, said.at(-1)!.text);
  }
  return { ...scoreCaptions(said), tokens: { right, of }, loss: loss / of };
}

/** Each token of a text, and the end: whether it is the most probable one, and −ln of its probability. */
async function judgedTokens(
  speech: Speech,
  text: string,
): Promise<{ readonly hit: boolean; readonly minusLog: number }[]> {
  const tokens = [...speech.encode(text), speech.end];
  const judged: { hit: boolean; minusLog: number }[] = [];
  for (const [n, token] of tokens.entries()) {
    const logits = Float64Array.from(await speech.next(tokens.slice(0, n)));
    const largest = logits[argmax(logits)]!;
    const total = logits.reduce((sum, logit) => sum + Math.exp(logit - largest), 0);
    judged.push({ hit: argmax(logits) === token, minusLog: Math.log(total) + largest - logits[token]! });
  }
  return judged;
}

/** CLIP without a mapper over many pictures and questions: answers are the questions' own candidates. */
import { runByLength } from '../../src/engine/batches';
import type { AskedOf, Forward, Removal, SeenTogether } from '../../src/engine/forward';
import type { Pixels } from '../../src/image/pixels';
import type { Shortened } from '../../src/methods/probe';
import type { ZeroShotTowers } from './zero-shot-towers';
import type { PromptCache } from './prompt-cache';
import { planPrompts } from './prompts';
import { scoreCandidates, shortenedScores } from './score';
import { imagesOf, textsOf } from './texts';

export function clipForward(towers: ZeroShotTowers, prompts: PromptCache): Forward {
  return {
    async see(pictures: readonly Pixels[]) {
      const patches = pictures.map((picture) => towers.patchesOf(picture));
      const embeddings = await towers.embedImages(patches.map((one) => ({ patches: one })));
      return seenTogether(towers, prompts, patches, embeddings);
    },
    embedTexts: (texts) => prompts.embeddingsOf(texts),
    // The programs are the model's own, and end with it.
    dispose: async () => undefined,
  };
}

function seenTogether(
  towers: ZeroShotTowers,
  prompts: PromptCache,
  patches: readonly Float32Array[],
  images: readonly Float32Array[],
): SeenTogether {
  const scored = async ({ question, row }: AskedOf) => {
    const { candidates } = planPrompts(question);
    const { embeddings } = await prompts.embed(candidates);
    return { candidates, embeddings, scores: scoreCandidates(images[row]!, embeddings, towers.scoring) };
  };
  return {
    async ask(questions) {
      const found = [];
      for (const question of questions) {
        const { candidates, scores } = await scored(question);
        found.push({ vocabulary: candidates.map(({ answer }) => answer), logits: scores.logits });
      }
      return found;
    },
    async shortened(asked, answer, runs: readonly Shortened[], removal: Removal = 'closed-up') {
      const { candidates, embeddings, scores } = await scored(asked);
      const index = candidates.findIndex((candidate) => candidate.answer === answer);
      if (index < 0) throw new Error(`“${answer}” is none of the candidates of “${asked.question}”.`);
      const encoding = towers.tokenizer.encode(candidates[index]!.prompts[scores.winners[index]!]!);
      const inputs = imagesOf(patches[asked.row]!, runs);
      const seen = inputs.every(({ kept }) => kept === undefined)
        ? [images[asked.row]!]
        : await runByLength(
            inputs,
            ({ kept }) => kept?.length ?? towers.side ** 2,
            (batch) => towers.embedImages(batch),
          );
      const read = await runByLength(
        textsOf(encoding, runs, removal === 'in-place'),
        ({ ids }) => ids.length,
        (batch) => towers.embedTexts(batch),
      );
      const { scoring } = towers;
      return shortenedScores({ embeddings, scores, answer: index, scoring }, seen, read, runs.length);
    },
    async embedImages() {
      return Float32Array.from(images.flatMap((embedding) => [...embedding]));
    },
  };
}

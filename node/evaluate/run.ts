import type { Model } from '../../src/engine/model';
import type { Explainer } from './explainer';
import { answerAll, PICTURES_AT_ONCE, seePictures, type Seen } from './answering';
import { questionCount, type Dataset } from './dataset';
import type { Forward } from './forward';
import type { Writer } from './journal';
import { Progress } from './progress';
import type { ItemRecord, PictureRecord } from './records';
import { Retrieval } from './retrieval';

export interface RunOptions {
  readonly shard: readonly [index: number, count: number];
  readonly writer: Writer;
  /** Runs explanations and their tests on a picture; left out when accuracy is all that is asked for. */
  readonly explainer?: Explainer;
}

/**
 * Evaluates this shard's pictures (those whose place is `index − 1` modulo `count`) that the journal does not hold yet.
 * Returns the records of all of them, in the order of the dataset.
 */
export async function runEvaluation(
  model: Model,
  forward: Forward,
  dataset: Dataset,
  { shard: [index, count], writer, explainer }: RunOptions,
): Promise<PictureRecord[]> {
  const done = new Map(writer.done.map((record) => [record.index, record]));
  const mine = [...dataset.pictures.keys()].filter((place) => place % count === index - 1);
  const open = mine.filter((place) => !done.has(place));
  const retrieval =
    dataset.captionsBeside && new Retrieval(model, forward, dataset.captionsBeside.bind(dataset));
  const progress = new Progress(
    'Evaluating',
    questionCount(open.map((place) => dataset.pictures[place]!)),
    'questions',
  );
  for (let at = 0; at < open.length; at += PICTURES_AT_ONCE) {
    const places = open.slice(at, at + PICTURES_AT_ONCE);
    const seen = await seePictures(
      model,
      forward,
      places.map((place) => dataset.pictures[place]!),
    );
    const answers = await answerAll(model, forward, seen);
    const found = await retrieval?.score(seen, places);
    for (const [n, one] of seen.entries()) {
      const items = await examine(one, places[n]!, answers[n]!, explainer);
      const record = {
        index: places[n]!,
        picture: one.picture.id,
        ...(found ? { retrieval: found[n]! } : {}),
        items,
      };
      done.set(record.index, record);
      await writer.write([record]);
      progress.add(items.length);
    }
  }
  explainer?.dispose();
  progress.end();
  return mine.map((place) => done.get(place)!);
}

async function examine(
  seen: Seen,
  place: number,
  answers: readonly string[],
  explainer: Explainer | undefined,
): Promise<ItemRecord[]> {
  const { items } = seen.picture;
  const records: ItemRecord[] = [];
  for (const [n, item] of items.entries()) {
    const answer = answers[n]!;
    const { id, family, truth } = item;
    const explained = await explainer?.examine(seen, place, n, answer);
    records.push({ id, family, answer, truth, credit: item.credit(answer), ...explained });
  }
  return records;
}

import type { Forward } from '../engine/forward';
import type { Model } from '../engine/model';
import { answerAll, PICTURES_AT_ONCE, seePictures, type GivenAnswer, type SeenPicture } from './answering';
import { questionCount, type Dataset } from './dataset';
import type { Explainer } from './explainer';
import type { Writer } from './journal';
import { noProgress, type StartProgress } from './progress';
import type { ItemRecord, PictureRecord } from './records';
import { Retrieval } from './retrieval';

export interface RunOptions {
  readonly shard: readonly [index: number, count: number];
  readonly writer: Writer;
  /** Nobody is told when left out. */
  readonly startProgress?: StartProgress;
  /** Runs explanations and their tests on a picture; left out when accuracy is all that is asked for. */
  readonly explainer?: Explainer;
}

/**
 * Evaluates this shard's pictures (those whose place is `index − 1` modulo `count`) that the journal does not hold yet.
 * Returns the records of all of them, in the order of the dataset.
 */
export async function runEvaluation(
  { facts }: Pick<Model, 'facts'>,
  forward: Forward,
  dataset: Dataset,
  { shard: [index, count], writer, startProgress = noProgress, explainer }: RunOptions,
): Promise<PictureRecord[]> {
  const done = new Map(writer.done.map((record) => [record.index, record]));
  const mine = [...dataset.pictures.keys()].filter((place) => place % count === index - 1);
  const open = mine.filter((place) => !done.has(place));
  const retrieval = Retrieval.of(forward, dataset);
  const picturesAt = (places: readonly number[]) => places.map((place) => dataset.pictures[place]!);
  const progress = startProgress('Evaluating', questionCount(picturesAt(open)), 'questions');
  for (let at = 0; at < open.length; at += PICTURES_AT_ONCE) {
    const places = open.slice(at, at + PICTURES_AT_ONCE);
    const seen = await seePictures(facts, forward, picturesAt(places));
    const answers = await answerAll(seen);
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
  seen: SeenPicture,
  place: number,
  answers: readonly GivenAnswer[],
  explainer: Explainer | undefined,
): Promise<ItemRecord[]> {
  const records: ItemRecord[] = [];
  for (const [n, item] of seen.picture.items.entries()) {
    const given = answers[n]!;
    const { answer } = given;
    const { id, family, truth } = item;
    const explained = await explainer?.examine(seen, place, n, given);
    records.push({ id, family, answer, truth, credit: item.credit(answer), ...explained });
  }
  return records;
}

/** Sticker scenes: the world of the bundled model, in which the truth is known. */
export { ANSWERS } from './answers';
export { decodeAtlas, type Atlas } from './atlas';
export { BACKGROUNDS, type BackgroundKind } from './backgrounds';
export { questionRandom, questionsOf, scoreBaselines } from './baselines';
export { describeScene, generateCaption } from './captions';
export { captionWords, claimsOf, type Claim } from './claims';
export { CATEGORIES, CLASSES, classOf, COLOURS, stickerName, type Colour } from './classes';
export { coverageOf, objectCoverage } from './coverage';
export { generateScene, MAX_SCENE_SEED, SPLITS, type Split } from './generate';
export { generateQuestions, type Topic } from './questions';
export type { Question } from './questions/types';
export { createRandom } from './random';
export { composeScene, renderScene } from './render';
export { SAMPLES, type Sample } from './samples';
export { MAX_STICKERS, parseScene, SceneError, type Scene, type Sticker } from './spec';
export { suggestQuestions } from './suggest';
export { tellScene, WORD_ROLES, type ToldCaption, type ToldWord, type WordRole } from './telling';

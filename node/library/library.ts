/** `import { loadModel, explain } from 'whylight'`: what the command does, for programs. */
import { writeSafetensors } from '../../src/weights/safetensors-write';
import type { FolderOptions, ModelFolder } from '../../models/hub/folder';
import type { Choices } from '../../models/clip/prompts';
import type { ExplanationDocument } from '../../src/ask/document';
import { openEngine, type AnyEngine } from '../../src/engine/open';
import type { EngineInfo, Pixels } from '../../src/engine/types';
import { MethodError, ruleOf } from '../../src/relevance';
import { WhylightError } from '../../src/tensor/error';
import { methodNames, methodSpecs } from './methods';
import { openModel } from './models';
import { loadRuntime } from './ort';
import { readPicture, type PictureSource } from './picture';

export type { ExplanationDocument } from '../../src/ask/document';
export { WhylightError } from '../../src/tensor/error';
export type { PictureSource } from './picture';

export interface LoadOptions {
  /** Progress in bytes over the files that are read. */
  readonly onProgress?: FolderOptions['onProgress'];
  /** Sentences that a person should read, such as which runtime is used instead of the usual one. */
  readonly onNotice?: (sentence: string) => void;
}

/** A model that is ready to answer. One call at a time; `dispose` frees its memory. */
export interface LoadedModel {
  readonly info: EngineInfo;
  readonly folder: ModelFolder;
  readonly engine: AnyEngine;
  dispose(): Promise<void>;
}

/**
 * Loads a model by the id of a bundled one, a folder's path, or a folder's address.
 * @throws WhylightError when it cannot be found, is broken, or does not fit
 */
export async function loadModel(source?: string, options: LoadOptions = {}): Promise<LoadedModel> {
  const folder = await openModel(source, options.onProgress);
  const { ort, backend, notice } = await loadRuntime();
  if (notice !== undefined) options.onNotice?.(notice);
  const engine = await openEngine(ort, folder, backend);
  return { info: engine.info, folder, engine, dispose: () => engine.dispose() };
}

export interface ExplainRequest extends PictureSource {
  readonly question: string;
  /**
   * Answers to choose from, for models without a vocabulary of their own, or `caption` to set the text against an empty
   * one; the question's kind gives them otherwise.
   */
  readonly candidates?: Choices;
  /** The answer to explain; the model's first when left out. */
  readonly answer?: string;
  /** Explain why `answer` rather than this one. */
  readonly versus?: string;
  /** Ids of methods; `equal` and `weighted` when left out. */
  readonly methods?: readonly string[];
  /** Importances for the methods that weigh tokens; the model's recommended one when left out. */
  readonly importance?: string | readonly string[];
  /** First layer of each tower that relevance visits; the model's recommended one when left out. */
  readonly startLayer?: number;
}

/**
 * Answers a question about an image and explains the answer: the document that `whylight explain --json` prints.
 * @throws WhylightError, in one sentence, for input that cannot be used
 */
export async function explain(model: LoadedModel, request: ExplainRequest): Promise<ExplanationDocument> {
  try {
    return (await explainFully(model, request)).document;
  } catch (error) {
    if (error instanceof MethodError) throw new WhylightError('bad-input', error.message, { cause: error });
    throw error;
  }
}

/** An explanation with what figures and dumps are made from. */
export interface FullExplanation {
  readonly document: ExplanationDocument;
  /** The image as preprocessing received it. */
  readonly pixels: Pixels;
  /** Bytes of the safetensors file of `--dump`; undefined unless asked for. */
  readonly dump?: Uint8Array;
}

/** As `explain`, for the command. @throws WhylightError or MethodError */
export async function explainFully(
  { engine, folder }: LoadedModel,
  request: ExplainRequest,
  withDump = false,
): Promise<FullExplanation> {
  const { question, answer, versus, importance = [], startLayer } = request;
  const importances = typeof importance === 'string' ? [importance] : importance;
  const architecture = folder.manifest.architecture === 'clip' ? 'two-tower' : 'mapper';
  const methods = methodSpecs(request.methods, importances, architecture);
  const pixels = await (await readPicture(request))(engine.info.imageSize);
  const image = await engine.encodeImage(pixels);
  try {
    const answered = await engine.answer(image, question, request.candidates);
    try {
      const target = {
        ...(answer === undefined ? {} : { answer }),
        ...(versus === undefined ? {} : { versus }),
      };
      const explained = await engine.explain(answered, target, methods, startLayer);
      const { document } = explained;
      if (!withDump) return { document, pixels };
      const names = methodNames(methods);
      const { recommended } = engine.info;
      const matrices = methods.flatMap((method, n) => {
        const rule = ruleOf({ ...method, importance: method.importance ?? recommended.importance });
        // Baselines such as raw attention have maps, but no relevance matrices.
        return rule === null ? [] : [[names[n]!, explained.relevance(method)] as const];
      });
      const tensors = await engine.dump(answered, document.target, Object.fromEntries(matrices));
      const facts = {
        question,
        ...(document.prompt === undefined ? {} : { prompt: document.prompt }),
        answer: document.target.answer,
        model: document.model.sha256,
      };
      return { document, pixels, dump: writeSafetensors(tensors, facts) };
    } finally {
      answered.dispose();
    }
  } finally {
    image.dispose();
  }
}

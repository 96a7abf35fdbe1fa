import { useCallback } from 'react';
import { useChooseFile } from './useChooseFile';
import { useStores } from './stores';

/**
 * The one door in: a picture is asked about, an explanation is opened, model files become the model. What is none of them
 * is refused with a sentence, and all stays as it was.
 */
export function useOpenFiles(): (files: readonly File[]) => Promise<void> {
  const { playground, share, models } = useStores();
  const choosePicture = useChooseFile();
  return useCallback(
    async (files) => {
      const [only] = files;
      if (files.length === 1 && only?.type.startsWith('image/')) return choosePicture(only);
      try {
        const { whatCame } = await import('../door/kind');
        const came = await whatCame(files);
        switch (came.kind) {
          case 'picture':
            return await choosePicture(came.file);
          case 'explanation':
            return await share.getState().openDocument(await came.file.text(), came.file.name);
          case 'model':
            return await models.getState().useFiles(came.files);
          case 'text':
            return playground
              .getState()
              .reportError(
                `${only?.name ? `“${only.name}”` : 'What was pasted'} is text, and the model at hand reads a picture and a question: type or paste it into the question.`,
              );
          case 'unknown':
            return playground.getState().reportError(came.sentence);
        }
      } catch (error) {
        playground.getState().reportError(error);
      }
    },
    [choosePicture, playground, share, models],
  );
}

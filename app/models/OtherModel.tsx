import { useState, type ReactNode } from 'react';
import { Button, Form, Input, Label, TextField } from 'react-aria-components';
import { hostOf, parseRemote } from '../../workers/library/client';
import { useModels, useStores } from '../hooks/stores';

/** Any other repository or folder: its server is asked what is there, then its details open below. */
export function OtherModel({ children }: { readonly children?: ReactNode }) {
  const { models, hub } = useStores();
  const isLookingUp = useModels((state) => state.isLookingUp);
  const [text, setText] = useState('');
  const [revision, setRevision] = useState('');
  const host = hostNamed(text, revision, hub);
  return (
    <section aria-labelledby="other-model">
      <h3 id="other-model">Another model</h3>
      <Form
        className="other-model"
        onSubmit={(event) => {
          event.preventDefault();
          void models.getState().lookUp(text, revision);
        }}
      >
        <TextField className="field" value={text} onChange={setText} autoComplete="off">
          <Label>Repository or address</Label>
          <Input placeholder="owner/name" spellCheck={false} inputMode="url" />
        </TextField>
        <TextField className="field" value={revision} onChange={setRevision} autoComplete="off">
          <Label>Revision</Label>
          <Input placeholder="main" spellCheck={false} />
        </TextField>
        <Button className="button" type="submit" isDisabled={text.trim() === ''}>
          {isLookingUp ? 'Asking' : host === undefined ? 'Look it up' : `Look it up at ${host}`}
        </Button>
      </Form>
      <p className="quiet">
        Its name, the address of its page on the hub, or of a folder with its files: CLIP models with a vision
        transformer, in safetensors, as Hugging Face or OpenCLIP publish them. Looking up fetches the small
        files only.
      </p>
      {children}
    </section>
  );
}

/** The server that would be asked, as far as what is typed names one. */
function hostNamed(text: string, revision: string, hub: string): string | undefined {
  try {
    return hostOf(parseRemote(text, revision, hub));
  } catch {
    // Not yet a repository; pressing the button says why.
    return undefined;
  }
}

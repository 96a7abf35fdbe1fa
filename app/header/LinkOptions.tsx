import { useEffect, useState } from 'react';
import { Button } from 'react-aria-components';
import { embedCode } from '../share/embedCode';
import { currentLink } from '../share/currentLink';
import { addressWith, copyText, sizeText } from '../share/copy';
import type { PhotographLink } from '../share/photograph';
import { isAbort, sentenceOf } from '../store/errors';
import { usePlayground, useStores } from '../hooks/stores';
import { Choice } from '../controls/controls';
import { QrCode } from './QrCode';

type Form = 'picture' | 'fingerprint';

/** What is in the link and how large it is, before it is copied, shared or scanned. */
export default function LinkOptions({ onCopied }: { readonly onCopied: (said: string) => void }) {
  const { playground } = useStores();
  const isPhotograph = usePlayground(({ image }) => image !== undefined && !image.scene && !image.jpeg);
  const [form, setForm] = useState<Form>('picture');
  /** Shown to be copied by hand where the browser lets no page write to the clipboard. */
  const [code, setCode] = useState<string>();
  const link = useLink(isPhotograph && form === 'picture');
  const short = useShortLink(isPhotograph);
  const copy = async (url: string) => {
    if (await copyText(url)) return onCopied(`Copied, ${sizeText(url.length)}`);
    history.replaceState(history.state, '', url);
    onCopied('The link is in the address bar');
  };
  const question = usePlayground((state) => state.asked.question);
  const copyEmbedCode = async (url: string) => {
    const code = embedCode(url, new URL(url).hash.slice(1), question);
    if (await copyText(code)) onCopied('Copied the HTML of a frame');
    else setCode(code);
  };
  return (
    <div className="stack link-panel">
      {isPhotograph && (
        <>
          <Choice
            label="Picture of the link"
            value={form}
            onChange={setForm}
            options={[
              ['picture', 'Picture in the link'],
              ['fingerprint', 'Fingerprint only'],
            ]}
          />
          <p className="quiet">
            {form === 'picture'
              ? 'The picture as the model sees it, without metadata, is part of the link. Whoever has the link can see it.'
              : 'The picture stays with you. Whoever opens the link is asked for the same file.'}
          </p>
        </>
      )}
      {link.error !== undefined && <p className="link-error">{link.error}</p>}
      {link.error === undefined && (
        <p className="quiet" role="note" aria-label="Size of the link">
          {link.url === undefined
            ? 'Making the link'
            : `${sizeText(link.url.length)}${detailOf(link.photograph)}`}
        </p>
      )}
      <div className="row">
        <Button
          className="button primary"
          isDisabled={link.url === undefined}
          onPress={() => void copy(link.url!)}
        >
          Copy link
        </Button>
        <Button
          className="button"
          isDisabled={link.url === undefined}
          onPress={() => void copyEmbedCode(link.url!)}
        >
          Copy embed code
        </Button>
        {'share' in navigator && (
          <Button
            className="button"
            isDisabled={link.url === undefined}
            onPress={() => {
              navigator.share({ title: 'Whylight', url: link.url! }).catch((error: unknown) => {
                // Closing the sheet rejects too, and there is nothing to say about that.
                if (!isAbort(error)) playground.getState().reportError(error);
              });
            }}
          >
            Send to an app
          </Button>
        )}
      </div>
      {code !== undefined && (
        <textarea className="embed-code" aria-label="Embed code" readOnly rows={5} value={code} />
      )}
      {short !== undefined && (
        <>
          <QrCode text={short} />
          <p className="quiet">
            The code holds the question, not the maps: the page that opens it computes them.
          </p>
        </>
      )}
    </div>
  );
}

const detailOf = (photograph: PhotographLink | undefined): string =>
  photograph
    ? `, with the picture at ${photograph.side} × ${photograph.side} pixels; the maps were computed anew on it`
    : ', with maps and answers';

interface MadeLink {
  readonly url?: string;
  readonly photograph?: PhotographLink;
  readonly error?: string;
}

function useLink(withPicture: boolean): MadeLink {
  const { playground, view, share } = useStores();
  const [link, setLink] = useState<MadeLink & { readonly withPicture: boolean }>({ withPicture });
  useEffect(() => {
    let wanted = true;
    const make = async (): Promise<MadeLink> => {
      if (!withPicture) return { url: addressWith(await currentLink(playground, view)) };
      const photograph = await share.getState().makePhotographLink();
      return { url: addressWith(photograph.fragment), photograph };
    };
    void make()
      .catch((error: unknown) => ({ error: sentenceOf(error) }))
      .then((made) => {
        if (wanted) setLink({ ...made, withPicture });
      });
    return () => {
      wanted = false;
    };
  }, [playground, view, share, withPicture]);
  return link.withPicture === withPicture ? link : {};
}

/** The inputs alone: short enough for a code. Photographs have none, as their picture is not in it. */
function useShortLink(isPhotograph: boolean): string | undefined {
  const { playground, view } = useStores();
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    if (isPhotograph) return;
    currentLink(playground, view, false).then(
      (fragment) => setUrl(addressWith(fragment)),
      () => setUrl(undefined),
    );
  }, [playground, view, isPhotograph]);
  return isPhotograph ? undefined : url;
}

import { Suspense } from 'react';
import { Part } from '../controls/Part';
import { useThemeOnRoot } from '../hooks/useShownTheme';
import { WORDINGS, type Wording } from './data/texts';
import { ENTRIES, entriesAt, type Entry } from './entries';
import { addressOf, type GalleryOptions } from './options';

const WORDING_NAMES: { readonly [W in Wording]: string } = {
  usual: 'usual words',
  long: 'long words',
  rtl: 'right to left',
};

const WIDTHS = [390, 800, 1100];

/** Every part of the page in every state, drawn without a model. */
export function Gallery({ options }: { readonly options: GalleryOptions }) {
  useThemeOnRoot();
  if (options.only !== undefined) return <Alone id={options.only} wording={options.wording} />;
  return (
    <main className="gallery-page">
      <h1>Gallery</h1>
      <p className="quiet">Every part of the page in every state. All numbers are invented.</p>
      <nav className="gallery-options" aria-label="How it is shown">
        {(['light', 'dark'] as const).map((theme) => (
          <Option key={theme} options={options} change={{ theme }} />
        ))}
        {WORDINGS.map((wording) => (
          <Option key={wording} options={options} change={{ wording }} />
        ))}
      </nav>
      {options.at === undefined ? (
        <Index options={options} />
      ) : (
        <ThreeWidths options={options} at={options.at} />
      )}
    </main>
  );
}

interface OptionProps {
  readonly options: GalleryOptions;
  readonly change: Partial<Pick<GalleryOptions, 'theme' | 'wording'>>;
}

function Option({ options, change: { theme, wording } }: OptionProps) {
  const isChosen = options.theme === theme || options.wording === wording;
  return (
    <a
      href={addressOf(options, { ...(theme ? { theme } : {}), ...(wording ? { wording } : {}) })}
      aria-current={isChosen ? 'true' : undefined}
    >
      {wording ? WORDING_NAMES[wording] : theme}
    </a>
  );
}

/** A link to each entry at three widths; the group's title shows all of the group alone. */
function Index({ options }: { readonly options: GalleryOptions }) {
  const groups = [...new Set(ENTRIES.map(({ group }) => group))];
  return groups.map((group) => {
    const entries = ENTRIES.filter((entry) => entry.group === group);
    return (
      <section key={group} className="gallery-group">
        <h2>
          {entries.some(({ isOver }) => isOver) ? (
            group
          ) : (
            <a href={addressOf(options, { only: entries[0]!.id.split('/').slice(0, 2).join('/') })}>
              {group}
            </a>
          )}
        </h2>
        <ul>
          {entries.map(({ id, title }) => (
            <li key={id}>
              <a href={addressOf(options, { at: id })}>{title}</a>
            </li>
          ))}
        </ul>
      </section>
    );
  });
}

/** Frames, as what happens at a width depends on the window's. */
function ThreeWidths({ options, at }: { readonly options: GalleryOptions; readonly at: string }) {
  return (
    <>
      <p>
        <a href={addressOf(options, { at: undefined })}>All entries</a>
      </p>
      {WIDTHS.map((width) => (
        <figure key={width} className="gallery-width">
          <figcaption className="quiet">
            {at}, {width} px wide
          </figcaption>
          <iframe
            title={`${at}, ${width} pixels wide`}
            src={addressOf(options, { only: at, at: undefined })}
            width={width}
            height={720}
          />
        </figure>
      ))}
    </>
  );
}

function Alone({ id, wording }: { readonly id: string; readonly wording: Wording }) {
  const entries = entriesAt(id);
  if (entries.length === 0) return <p className="gallery-page">There is no entry “{id}”.</p>;
  return (
    <main className="gallery-alone">
      <h1 className="visually-hidden">{id}</h1>
      {entries.map((entry) => (
        <Shown key={entry.id} entry={entry} wording={wording} isTitled={entries.length > 1} />
      ))}
    </main>
  );
}

interface ShownProps {
  readonly entry: Entry;
  readonly wording: Wording;
  readonly isTitled: boolean;
}

function Shown({ entry: { id, title, draw }, wording, isTitled }: ShownProps) {
  return (
    <div className="gallery-entry" data-entry={id}>
      {isTitled && <h2>{title}</h2>}
      <Part title={title}>
        <Suspense fallback={<p data-pending="">Getting ready</p>}>{draw(wording)}</Suspense>
      </Part>
    </div>
  );
}

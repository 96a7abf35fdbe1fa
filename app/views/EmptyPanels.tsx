import { usePlayground } from '../hooks/stores';
import { figureName } from '../text/methods';
import { bytes } from '../text/format';
import { Frame } from '../controls/Frame';
import { Picture } from './Picture';

/** The place of the maps before there are any: same size, so that nothing moves when they come. */
export function EmptyPanels() {
  const { image, asked, load } = usePlayground(({ image, asked, load }) => ({ image, asked, load }));
  const text =
    load.phase === 'loading'
      ? load.stage === 'model' && load.total > 0
        ? `Loading the model: ${bytes(load.loaded)} of ${bytes(load.total)}`
        : 'Getting ready'
      : load.phase === 'failed'
        ? 'The model did not load'
        : asked.question.trim() === ''
          ? 'Ask a question to see why'
          : 'Computing';
  return (
    <>
      <div className="panels">
        {asked.methods.map((method, i) => (
          <Frame key={i} title={figureName(method)}>
            <div
              className="stage empty"
              style={{ aspectRatio: image ? `${image.display.width} / ${image.display.height}` : '1' }}
            >
              {image && <Picture image={image} />}
              <p>{text}</p>
            </div>
            <p className="summary" />
          </Frame>
        ))}
      </div>
      <div className="rows-to-come" aria-hidden />
    </>
  );
}

import { usePlayground } from '../store/hooks';
import { figureName } from '../text/methods';
import { bytes } from '../text/format';
import { Frame } from './Frame';
import { Picture } from './Picture';

/** The place of the maps before there are any: same size, so that nothing moves when they come. */
export function EmptyPanels() {
  const { image, panels, load, question } = usePlayground((state) => ({
    image: state.image,
    panels: state.panels,
    load: state.load,
    question: state.question,
  }));
  const text =
    load.phase === 'loading'
      ? load.stage === 'model' && load.total > 0
        ? `Loading the model: ${bytes(load.loaded)} of ${bytes(load.total)}`
        : 'Getting ready'
      : load.phase === 'failed'
        ? 'The model did not load'
        : question.trim() === ''
          ? 'Ask a question to see why'
          : 'Computing';
  return (
    <>
      <div className="panels">
        {panels.map((request, i) => (
          <Frame key={i} title={figureName(request)}>
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

import { usePlayground } from '../hooks/stores';
import { isUnasked } from '../store/unasked';
import { bytes } from '../text/format';
import { figureName } from '../text/methods';
import { Frame } from '../controls/Frame';
import { Picture } from '../surfaces/picture/Picture';

/** The place of the maps before there are any: the picture once, whole; two of it where maps are on their way. */
export function EmptyColumns() {
  const { image, asked, load, isEmpty } = usePlayground((state) => ({
    image: state.image,
    asked: state.asked,
    load: state.load,
    isEmpty: isUnasked(state),
  }));
  const text =
    load.phase === 'loading'
      ? load.stage === 'model' && load.total > 0
        ? `Loading the model: ${bytes(load.loaded)} of ${bytes(load.total)}`
        : 'Getting ready'
      : load.phase === 'failed'
        ? 'The model did not load'
        : isEmpty
          ? 'Ask something about this picture.'
          : 'Computing';
  const titles = isEmpty ? ['Picture'] : asked.methods.map(figureName);
  return (
    <div className="columns">
      {titles.map((title, i) => (
        <Frame
          key={i}
          title={title}
          head={<p className="column-title">{!isEmpty && <b>{shortOf(title)}</b>}</p>}
        >
          <div
            className="stage empty"
            style={{ aspectRatio: image ? `${image.display.width} / ${image.display.height}` : '1' }}
          >
            {image && <Picture image={image} isPlain={isEmpty} />}
            {(!isEmpty || load.phase !== 'ready') && <p>{text}</p>}
          </div>
          {isEmpty && load.phase === 'ready' && <p className="surface-name">{text}</p>}
        </Frame>
      ))}
    </div>
  );
}

const shortOf = (title: string): string => title.replace(/ relevance$/, '');

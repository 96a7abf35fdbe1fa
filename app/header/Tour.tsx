import { useEffect, useRef, type KeyboardEvent } from 'react';
import { Button, Dialog, Heading, Popover } from 'react-aria-components';
import { PHONE, useMediaQuery } from '../hooks/useMediaQuery';
import { useSetView, useView } from '../hooks/stores';

type Side = 'bottom' | 'top' | 'left' | 'right';

interface Step {
  readonly title: string;
  readonly text: string;
  /** What the step is about: the first of these that is on the page. */
  readonly targets: readonly string[];
  readonly placement: Side;
  /** Where there is no room at the sides. */
  readonly onPhone: Side;
}

const STEPS: readonly Step[] = [
  {
    title: 'Ask',
    text: 'Choose a scene or bring an image, then ask about it. The answer follows as you type; nothing leaves this device.',
    targets: ['.question-box'],
    placement: 'right',
    onPhone: 'top',
  },
  {
    title: 'Look',
    text: 'The bright patches and words are what the model’s answer rests on. Point at one, or walk with the arrow keys, to read its share.',
    targets: ['.columns .frame', '.columns'],
    placement: 'right',
    onPhone: 'bottom',
  },
  {
    title: 'Compare',
    text: 'Both maps share one colour scale. Change a map’s method above it, wipe between the two, or look at their difference.',
    targets: ['.compared', '.why'],
    placement: 'top',
    onPhone: 'top',
  },
  {
    title: 'Test',
    text: 'Which map is right? Take away what it calls most relevant and see how fast the answer falls. For scenes the truth is known, too.',
    targets: ['.page .tabs [role="tablist"]', '.dock-tabs'],
    placement: 'bottom',
    onPhone: 'bottom',
  },
  {
    title: 'Share',
    text: 'Copy a link, and whoever opens it sees what you see.',
    targets: ['.share'],
    placement: 'bottom',
    onPhone: 'bottom',
  },
];

const shownTarget = (step: Step): HTMLElement | undefined =>
  step.targets
    .flatMap((selector) => [...document.querySelectorAll<HTMLElement>(selector)])
    .find((element) => element.offsetParent !== null || element.getClientRects().length > 0);

/** Five steps, one popover at a time. It takes nothing away: the page works all the while. */
export default function Tour() {
  const at = useView((view) => view.tourStep);
  const isPhone = useMediaQuery(PHONE);
  const setView = useSetView();
  const target = useRef<HTMLElement | null>(null);
  const step = at === undefined ? undefined : STEPS[at];
  useEffect(() => {
    const element = target.current;
    if (!step || !element) return;
    element.dataset['toured'] = '';
    element.scrollIntoView({ block: 'nearest' });
    return () => {
      delete element.dataset['toured'];
    };
  }, [step]);
  if (at === undefined || !step) return null;
  // eslint-disable-next-line react-hooks/refs -- the popover asks for a ref to what is found on the page
  target.current = shownTarget(step) ?? document.body;
  const end = () => setView({ tourStep: undefined, isTourSeen: true });
  const go = (to: number) => (to >= STEPS.length ? end() : setView({ tourStep: Math.max(0, to) }));
  const onKeyDown = ({ key }: KeyboardEvent) => {
    if (key === 'ArrowRight') go(at + 1);
    if (key === 'ArrowLeft') go(at - 1);
    // The popover would also close when the page scrolls, which a tour of the page must outlive.
    if (key === 'Escape') end();
  };
  return (
    <Popover
      key={at}
      className="popover tour"
      triggerRef={target}
      placement={isPhone ? step.onPhone : step.placement}
      offset={12}
      isOpen
      isNonModal
      shouldCloseOnInteractOutside={() => false}
    >
      <Dialog>
        <div className="stack" onKeyDown={onKeyDown}>
          <Heading slot="title" level={2}>
            {at + 1} of {STEPS.length}: {step.title}
          </Heading>
          <p>{step.text}</p>
          <div className="row tour-buttons">
            <Button className="button plain" onPress={end}>
              {at + 1 < STEPS.length ? 'Skip the tour' : 'Close'}
            </Button>
            {at > 0 && (
              <Button className="button" onPress={() => go(at - 1)}>
                Back
              </Button>
            )}
            <Button className="button primary" autoFocus onPress={() => go(at + 1)}>
              {at + 1 < STEPS.length ? 'Next' : 'Done'}
            </Button>
          </div>
        </div>
      </Dialog>
    </Popover>
  );
}

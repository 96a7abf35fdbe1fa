import { useEffect, useRef, useState } from 'react';
import { Button, Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { canvasIsTrue } from '../image/canvas';

interface CameraProps {
  readonly onPicture: (file: File) => void;
  readonly onClose: () => void;
}

/** Shows what the camera sees and takes a picture of it; the camera is let go when it closes. */
export default function Camera({ onPicture, onClose }: CameraProps) {
  const video = useRef<HTMLVideoElement>(null);
  const [state, setState] = useState<'opening' | 'live' | 'taking'>('opening');
  const [error, setError] = useState<string>();

  useEffect(() => {
    let stream: MediaStream | undefined;
    let isOpen = true;
    const open = async () => {
      try {
        const opened = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
        if (!isOpen) return stop(opened);
        stream = opened;
        if (video.current) video.current.srcObject = opened;
      } catch (thrown) {
        if (isOpen) setError(whyNot(thrown));
      }
    };
    void open();
    return () => {
      isOpen = false;
      if (stream) stop(stream);
    };
  }, []);

  const take = async () => {
    const seen = video.current;
    if (!seen) return;
    if (!canvasIsTrue()) return setError(PROTECTED);
    setState('taking');
    try {
      const canvas = new OffscreenCanvas(seen.videoWidth, seen.videoHeight);
      canvas.getContext('2d')?.drawImage(seen, 0, 0);
      const blob = await canvas.convertToBlob({ type: 'image/png' });
      onPicture(new File([blob], 'Photo.png', { type: 'image/png' }));
      onClose();
    } catch (thrown) {
      setError(whyNot(thrown));
    }
  };

  return (
    <ModalOverlay className="camera-backdrop" isOpen isDismissable onOpenChange={onClose}>
      <Modal className="camera">
        <Dialog>
          <Heading slot="title" level={2}>
            Take a photo
          </Heading>
          {error === undefined ? (
            <video
              ref={video}
              aria-label="What the camera sees"
              autoPlay
              muted
              playsInline
              onLoadedData={() => setState('live')}
            />
          ) : (
            <p className="banner error" role="alert">
              {error}
            </p>
          )}
          <div className="row">
            <Button className="button plain" onPress={onClose}>
              Cancel
            </Button>
            <Button className="button primary" isDisabled={state !== 'live'} onPress={() => void take()}>
              Use this picture
            </Button>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function stop(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

/** Names of errors: Media Capture and Streams, section 10.3. */
const REASONS: Readonly<Record<string, string>> = {
  NotAllowedError:
    'The browser keeps the camera from this page: allow it in the address bar, or upload a picture.',
  NotFoundError: 'No camera was found: connect one, or upload a picture.',
  NotReadableError: 'Another program uses the camera: close it there, or upload a picture.',
};

const PROTECTED =
  'This browser changes the pixels that a page reads, as a protection against fingerprinting, so the picture would not be what the camera sees: allow the canvas for this page, or upload a picture.';

function whyNot(thrown: unknown): string {
  const name = thrown instanceof DOMException ? thrown.name : '';
  return REASONS[name] ?? 'The camera did not start: try again, or upload a picture.';
}

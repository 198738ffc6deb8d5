// Reads the codes that a camera sees: with what the browser brings, elsewhere with a library that is fetched only then.

interface Detector {
  detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]>;
}
interface DetectorClass {
  new (options: { formats: string[] }): Detector;
  getSupportedFormats(): Promise<string[]>;
}

/** The text of a code in the picture that is shown right now; null when there is none. */
export type Reader = (video: HTMLVideoElement) => Promise<string | null>;

const wanted = ['qr_code', 'data_matrix', 'code_128'];
/** Wide enough for a label that fills a third of the picture; larger ones only cost a phone's time. */
const lookWidth = 960;

async function ownReader(): Promise<Reader | null> {
  const Own = (globalThis as { BarcodeDetector?: DetectorClass }).BarcodeDetector;
  // Some browsers have the class and can read nothing with it.
  const formats = Own ? (await Own.getSupportedFormats()).filter((format) => wanted.includes(format)) : [];
  if (!Own || !formats.includes('qr_code')) return null;
  const detector = new Own({ formats });
  return async (video) => (await detector.detect(video))[0]?.rawValue ?? null;
}

async function libraryReader(): Promise<Reader> {
  const { decodeQR } = await import('qr/decode.js');
  const canvas = document.createElement('canvas');
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  return async (video) => {
    if (!pen || video.videoWidth === 0) return null;
    canvas.width = Math.min(video.videoWidth, lookWidth);
    canvas.height = Math.round((canvas.width * video.videoHeight) / video.videoWidth);
    pen.drawImage(video, 0, 0, canvas.width, canvas.height);
    try {
      return decodeQR(pen.getImageData(0, 0, canvas.width, canvas.height));
    } catch {
      return null;  // as the library says that it sees none
    }
  };
}

export const openReader = async (): Promise<Reader> => (await ownReader().catch(() => null)) ?? libraryReader();

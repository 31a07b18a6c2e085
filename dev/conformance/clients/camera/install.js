// Puts the camera in the place of the real one.
//
// In: settings and a function that hands over pictures, both from outside the page. Out: navigator.mediaDevices with
// one camera. Never: a request, an element on the page.

const PACE_MS = 1000 / 20;
// A camera takes no more than this share of the page's time, or the page could not keep up with it.
const MOST_OF_THE_TIME = 0.4;
const DEVICE = { deviceId: 'answering-camera', groupId: 'answering', kind: 'videoinput', label: 'Drawn camera' };

class AnsweringCamera {
  constructor(settings, basis) {
    const { widthPx, heightPx } = basis.about.video;
    this.settings = settings;
    this.basis = basis;
    this.canvas = document.createElement('canvas');
    this.canvas.width = widthPx;
    this.canvas.height = heightPx;
    // A camera's pictures have no holes.
    this.context = this.canvas.getContext('2d', { alpha: false, willReadFrequently: true });
    this.layer = new OffscreenCanvas(basis.size.widthPx, basis.size.heightPx);
    this.layerContext = this.layer.getContext('2d', { willReadFrequently: true });
    this.camera = new Camera(basis, settings.seed);
    this.person = new Person(basis, settings.words, settings.behaviour, settings.seed);
    this.screen = new Screen(() => this.mean);
    this.mean = [128, 128, 128];
    this.frames = [];
    this.constant = null;
  }

  // A stream of this camera, which films until its track is stopped.
  start() {
    const stream = this.canvas.captureStream(0);
    const [track] = stream.getVideoTracks();
    const { widthPx, heightPx } = this.basis.about.video;
    const told = { width: widthPx, height: heightPx, frameRate: 30, facingMode: 'user', deviceId: DEVICE.deviceId };
    track.getSettings = () => ({ ...told });
    const film = () => {
      if (track.readyState === 'ended') {
        return;
      }
      const before = performance.now();
      this.film(before);
      track.requestFrame();
      const took = performance.now() - before;
      this.frames.push({ at: before, took });
      setTimeout(film, Math.max(PACE_MS - took, took * (1 / MOST_OF_THE_TIME - 1)));
    };
    const look = () => {
      if (track.readyState !== 'ended') {
        this.screen.look(performance.now());
        requestAnimationFrame(look);
      }
    };
    this.screen.look(performance.now());
    look();
    film();
    return stream;
  }

  // Draws one picture.
  film(now) {
    const { widthPx, heightPx } = this.basis.about.video;
    const wide = this.basis.size;
    const who = this.person.at(now);
    const lights = this.lights(now);
    const number = who.way * (this.basis.placings.length - 1);
    const placing = this.basis.placings[Math.round(number)];
    this.camera.expose(placing, lights, (now - (this.filmedAt ?? now)) / 1000);
    this.filmedAt = now;
    const [left, top] = [(wide.widthPx - widthPx) / 2, (wide.heightPx - heightPx) / 2];
    const view = { left, top, right: left + widthPx, bottom: top + heightPx };
    this.camera.developWall(lights, view);
    this.context.putImageData(this.camera.wall, -left, -top, left, top, widthPx, heightPx);
    if (!who.isAway) {
      this.drawPerson(placing, number, who, lights);
    }
    this.noteMean();
  }

  // The nearest picture, scaled by what is left to the wanted distance, over the wall.
  drawPerson(placing, number, who, lights) {
    const { widthPx, heightPx } = this.basis.about.video;
    const wide = this.basis.size;
    const [lower, upper] = [Math.floor(number), Math.ceil(number)].map((place) => this.basis.placings[place].depthCm);
    const depthCm = lower * (upper / lower) ** (number - Math.floor(number));
    const scale = placing.depthCm / depthCm;
    const [width, height] = [wide.widthPx * scale, wide.heightPx * scale];
    const left = widthPx * (0.5 + who.x) - width / 2;
    const top = heightPx * (0.5 + who.y) - height / 2;
    const cut = (from, most) => Math.floor(clamp(from, 0, most));
    const part = {
      left: cut(-left / scale - 1, wide.widthPx),
      top: cut(-top / scale - 1, wide.heightPx),
      right: cut((widthPx - left) / scale + 2, wide.widthPx),
      bottom: cut((heightPx - top) / scale + 2, wide.heightPx),
    };
    this.camera.developPerson(placing, lights, who.blink, part);
    this.layerContext.putImageData(
      this.camera.person,
      0,
      0,
      part.left,
      part.top,
      part.right - part.left,
      part.bottom - part.top,
    );
    this.context.drawImage(this.layer, left, top, width, height);
  }

  // A head that does not answer keeps the light of the moment in which the camera began.
  lights(now) {
    const lights = this.screen.lightAt(now);
    this.constant ??= lights;
    return this.settings.answers ? lights : this.constant;
  }

  // What the page shows of the camera is part of the light of the screen.
  noteMean() {
    const { width, height } = this.canvas;
    const points = [0.2, 0.5, 0.8].flatMap((y) => [0.2, 0.5, 0.8].map((x) => [x, y]));
    const colours = points.map(
      ([x, y]) => this.context.getImageData(Math.floor(x * width), Math.floor(y * height), 1, 1).data,
    );
    this.mean = [0, 1, 2].map((channel) => colours.reduce((sum, colour) => sum + colour[channel], 0) / colours.length);
  }
}

function install(settings, askPictures) {
  const bases = new Map();
  const basisOf = (name) => {
    if (!bases.has(name)) {
      const told = askPictures(name).then((text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)));
      bases.set(
        name,
        told.then((bytes) => LightBasis.read(bytes)),
      );
    }
    return bases.get(name);
  };
  const devices = navigator.mediaDevices;
  // Pages that are not secure have no camera to replace.
  if (!devices) {
    return;
  }
  devices.enumerateDevices = async () => [{ ...DEVICE, toJSON: () => DEVICE }];
  devices.getUserMedia = async () => {
    // Who holds a phone upright films upright.
    const isUpright = /Android|iPhone/.test(navigator.userAgent) && innerHeight > innerWidth;
    const camera = new AnsweringCamera(settings, await basisOf(isUpright ? 'upright' : 'level'));
    window.answeringCamera = camera;
    return camera.start();
  };
}

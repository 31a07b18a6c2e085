// An OpenID provider of the tests on a socket of this machine: a page that asks who somebody is, and signed answers.
//
// In: who can be chosen there, each with claims. Out: its address, the options of a server that believes it, `end`.
// Never: a code for somebody who was not chosen on its page, for another client, without the verifier, or twice.

import { execFileSync } from 'node:child_process';
import { createHash, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { join } from 'node:path';
import { target } from '../reporting.js';

const CLIENT = 'console of the tests';
const SECRET = 'a secret: of + the client';
const KEY_ID = 'one';
const LIFE_S = 300;

class Provider {
  constructor(people) {
    this.people = people;
    this.keys = generateKeyPairSync('ed25519');
    // What browsers came with and have not answered yet, and what each code is good for.
    this.asked = new Map();
    this.codes = new Map();
  }

  answer(method, { pathname, searchParams }, body, authorization) {
    switch (`${method} ${pathname}`) {
      case 'GET /.well-known/openid-configuration':
        return json(200, this.description());
      case 'GET /keys':
        return json(200, { keys: [{ ...this.keys.publicKey.export({ format: 'jwk' }), kid: KEY_ID, use: 'sig', alg: 'EdDSA' }] });
      case 'GET /authorize':
        return this.ask(Object.fromEntries(searchParams));
      case 'POST /choose':
        return this.sendBack(body);
      case 'POST /token':
        return this.redeem(authorization, body);
      default:
        return plain(404, `${method} ${pathname} is nothing here`);
    }
  }

  description() {
    const at = (path) => `${this.issuer}/${path}`;
    return {
      issuer: this.issuer,
      authorization_endpoint: at('authorize'),
      token_endpoint: at('token'),
      jwks_uri: at('keys'),
      response_types_supported: ['code'],
    };
  }

  // The page on which somebody says who they are; no name is nobody.
  ask(query) {
    const wanted = { response_type: 'code', client_id: CLIENT, code_challenge_method: 'S256' };
    const wrong = Object.keys(wanted).find((name) => query[name] !== wanted[name]);
    if (wrong || !query.scope.split(' ').includes('openid')) {
      return plain(400, `not asked as agreed: ${wrong ?? 'scope'}`);
    }
    const id = randomUUID();
    this.asked.set(id, query);
    const choice = (name) => `<button name="who" value="${name}">${name || 'Stop here'}</button>`;
    const choices = [...Object.keys(this.people), ''].map(choice).join(' ');
    const form = `<form method="post" action="/choose"><input type="hidden" name="id" value="${id}">${choices}</form>`;
    return { status: 200, type: 'text/html', body: `<!doctype html><html lang="en"><title>Provider</title><h1>Who are you?</h1>${form}` };
  }

  // Leads the browser back, with a code for whoever was chosen.
  sendBack({ id, who }) {
    const query = taken(this.asked, id);
    if (!query) {
      return plain(400, 'nobody asked for this');
    }
    const back = new URL(query.redirect_uri);
    back.searchParams.set('state', query.state);
    if (who) {
      const code = randomUUID();
      this.codes.set(code, { query, claims: this.people[who] });
      back.searchParams.set('code', code);
    } else {
      back.searchParams.set('error', 'access_denied');
    }
    return { status: 303, location: back.href };
  }

  redeem(authorization, body) {
    const { query, claims } = taken(this.codes, body.code) ?? {};
    const fits =
      query &&
      isClient(authorization) &&
      body.grant_type === 'authorization_code' &&
      body.redirect_uri === query.redirect_uri &&
      createHash('sha256').update(body.code_verifier).digest('base64url') === query.code_challenge;
    if (!fits) {
      return json(400, { error: 'invalid_grant' });
    }
    const now = Math.floor(Date.now() / 1000);
    const about = { iss: this.issuer, aud: CLIENT, iat: now, exp: now + LIFE_S, nonce: query.nonce };
    return json(200, { access_token: 'unused', token_type: 'Bearer', id_token: this.signed({ ...about, ...claims }) });
  }

  signed(claims) {
    const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const text = `${part({ alg: 'EdDSA', kid: KEY_ID })}.${part(claims)}`;
    return `${text}.${sign(null, Buffer.from(text), this.keys.privateKey).toString('base64url')}`;
  }
}

const json = (status, told) => ({ status, type: 'application/json', body: JSON.stringify(told) });
const plain = (status, body) => ({ status, type: 'text/plain', body });

function taken(map, key) {
  const value = map.get(key);
  map.delete(key);
  return value;
}

// Both halves are written as in a form, so that a colon in one is not taken for the one between them.
function isClient(authorization = '') {
  const pair = Buffer.from(authorization.replace('Basic ', ''), 'base64').toString();
  const read = pair.split(':').map((half) => new URLSearchParams(`half=${half}`).get('half'));
  return read.length === 2 && read[0] === CLIENT && read[1] === SECRET;
}

// `people` are claims by the names that the page shows.
export async function startProvider(people) {
  const folder = mkdtempSync(join(target.scratch, 'provider-'));
  const certificate = certify(folder);
  writeFileSync(join(folder, 'secret'), SECRET, { mode: 0o600 });
  const provider = new Provider(people);
  const server = createServer(certificate, async (request, response) => {
    const body = Object.fromEntries(new URLSearchParams(Buffer.concat(await request.toArray()).toString()));
    const at = new URL(request.url, provider.issuer);
    const { status, type, location, body: told } = provider.answer(request.method, at, body, request.headers.authorization);
    response.writeHead(status, location ? { location } : { 'content-type': `${type}; charset=utf-8` }).end(told);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  provider.issuer = `https://127.0.0.1:${server.address().port}`;
  return {
    issuer: provider.issuer,
    options: [
      ...['--oidc-issuer', provider.issuer, '--oidc-client-id', CLIENT, '--oidc-client-secret-file', join(folder, 'secret')],
      ...['--oidc-ca-bundle', join(folder, 'provider.pem'), '--oidc-label', 'Sign in with the test'],
    ],
    end: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

// A certificate that is its own authority, for the address of the socket.
function certify(folder) {
  const [cert, key] = [join(folder, 'provider.pem'), join(folder, 'provider.key')];
  const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  const about = ['-subj', '/CN=provider of the tests', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const leaf = ['-addext', 'basicConstraints=critical,CA:FALSE'];
  execFileSync('openssl', ['req', ...kind, ...about, ...leaf, '-keyout', key, '-out', cert], { stdio: ['ignore', 'ignore', 'pipe'] });
  return { cert: readFileSync(cert), key: readFileSync(key) };
}

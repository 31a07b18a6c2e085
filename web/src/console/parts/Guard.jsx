// Stands for a page that cannot be shown, so that the rest of the console stays usable.
//
// In: a page; the place, a new one tries again. Out: the page, or an explanation with a way on. The usual cause is
// a server that was updated since the console was opened: its files then have other names.

import { Component } from 'react';
import { Page } from './Page.jsx';

export class Guard extends Component {
  state = { isBroken: false };

  static getDerivedStateFromError() {
    return { isBroken: true };
  }

  componentDidUpdate({ place }) {
    if (place !== this.props.place && this.state.isBroken) {
      this.setState({ isBroken: false });
    }
  }

  render() {
    if (!this.state.isBroken) {
      return this.props.children;
    }
    return (
      <Page title="This page could not be shown" lead="The server may have been updated, or is out of reach.">
        <p><button type="button" className="primary" onClick={() => window.location.reload()}>Reload the console</button></p>
      </Page>
    );
  }
}

import { mount } from 'svelte'
import App from './App.svelte'
import './base.css'
import { Desk } from './state/desk.svelte.ts'
import './tokens.css'

const desk = new Desk()
await desk.preferences.apply()
void desk.session.load()

mount(App, { target: document.querySelector('#app')!, props: { desk } })

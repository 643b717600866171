import { mount } from 'svelte'
import '../tokens.css'
import Page from './Page.svelte'
import './page.css'

mount(Page, { target: document.querySelector('#app')! })

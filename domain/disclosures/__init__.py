"""Whom a patient's information was disclosed to, and the account of it that a patient may ask for."""

/** Lists of people come as they come. */
import { expect, test } from 'vitest'
import { peopleIn } from './people'

const AVA = { lastName: 'Sample', firstName: 'Ava', birthOn: '1958-04-12' }
const BEN = { lastName: 'Mock', firstName: 'Ben', birthOn: null }

test.each([
  'Sample, Ava, 4/12/1958\nMock, Ben',
  'Sample\tAva\t1958-04-12\r\n\r\nMock\tBen\t\r\n',
  'first_name;last_name;birth_on\nAva;Sample;04/12/1958\nBen;Mock;',
  '"Last name","First name","DOB"\n"Sample","Ava","1958-04-12"\n"Mock","Ben",""',
])('%j', (text) => {
  expect(peopleIn(text)).toEqual([AVA, BEN])
})

test('nothing lists nobody', () => {
  expect(peopleIn('\n \n')).toEqual([])
})

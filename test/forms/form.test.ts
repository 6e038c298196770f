import { expect } from 'chai'
import { readForm } from '../../forms/form.ts'
import { signInForm } from '../../forms/sign-in.ts'

describe('Reading a form', () => {
  it('keeps what was typed and says a sentence for each field', () => {
    const { values, data, errors } = readForm(signInForm, { email: ' ', password: '' })
    expect(data).to.equal(null)
    expect(values).to.deep.equal({ email: ' ', password: '' })
    expect(errors).to.deep.equal({ email: 'Enter your email address', password: 'Enter your password' })
  })

  it('does not take an object where words are asked for', () => {
    const { errors } = readForm(signInForm, { email: { $gt: '' }, password: 'x' })
    expect(errors).to.deep.equal({ email: 'Enter your email address' })
  })

  it('goes home rather than to another website after sign-in', () => {
    for (const next of ['https://evil.example', '//evil.example', '/\\evil.example', 'javascript:alert(1)'])
      expect(readForm(signInForm, { email: 'a@b.example', password: 'x', next }).data?.next).to.equal('/')
    expect(readForm(signInForm, { email: 'a@b.example', password: 'x', next: '/referrals' }).data?.next).to.equal(
      '/referrals',
    )
  })
})

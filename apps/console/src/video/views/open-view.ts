// Opens a view through the API: the one way to a picture. Words for what stands in the way come from the domain.

import type { NewView } from '@sereno/contract/views'
import { viewAnswerShape } from '@sereno/contract/views'
import { type RefusalCode } from '@sereno/domain/refusal'
import { refusalText, refusalTexts } from '@sereno/domain/refusal-texts'
import { currentLanguage } from '../../i18n/text.ts'
import { NoServer, Refused, call } from '../../platform/api.ts'
import { PictureView, type ViewDeps, type ViewState } from '../../player/view-client.ts'

const passing = new Set(['no-recorder', 'too-many-requests', 'database-away', 'server-silent'])

const isRefusalCode = (code: string): code is RefusalCode => Object.hasOwn(refusalTexts, code)

const deps: ViewDeps = {
  openView: (body) => call(viewAnswerShape, 'POST', '/api/views', body),
  sentenceOf: (code, facts) => (isRefusalCode(code) ? refusalText({ code, facts }, currentLanguage()) : code),
  passes: (error) => error instanceof NoServer || (error instanceof Refused && passing.has(error.code)),
}

export function openPictureView(request: NewView, onState?: (state: ViewState) => void): PictureView {
  return new PictureView(request, deps, onState)
}

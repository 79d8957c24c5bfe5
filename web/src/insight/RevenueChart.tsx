/** Expected beside paid for each service; patterns tell the two apart without colour. */
import { useTranslation } from 'react-i18next'
import { Bar, BarChart, Legend, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'
import { useFormats } from '../words/format'

const WIDEST_BAR = 56

/** In dollars. */
interface RevenueRow {
  name: string
  expected: number
  paid: number
}

export default function RevenueChart({ rows }: { rows: readonly RevenueRow[] }) {
  const { t } = useTranslation()
  const { dollars } = useFormats()
  return (
    <figure className="chart" aria-label={t('reports.revenue')}>
      <ResponsiveContainer width="100%" height={240}>
        <BarChart data={[...rows]} accessibilityLayer>
          <defs>
            <pattern id="stripes" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
              <rect width="3" height="6" fill="var(--line-strong)" />
            </pattern>
          </defs>
          <XAxis dataKey="name" stroke="var(--ink-soft)" />
          <YAxis stroke="var(--ink-soft)" width={72} tickFormatter={dollars} />
          <Tooltip cursor={{ fill: 'var(--sunken)' }} formatter={(value) => dollars(Number(value))} contentStyle={{ background: 'var(--raised)', border: '1px solid var(--line)' }} />
          <Legend />
          <Bar dataKey="expected" name={t('claim.expected')} maxBarSize={WIDEST_BAR} fill="url(#stripes)" stroke="var(--line-strong)" isAnimationActive={false} />
          <Bar dataKey="paid" name={t('claims.paid')} maxBarSize={WIDEST_BAR} fill="var(--accent)" isAnimationActive={false} />
        </BarChart>
      </ResponsiveContainer>
    </figure>
  )
}

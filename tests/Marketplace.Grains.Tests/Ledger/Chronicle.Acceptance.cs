using Billing;
using Marketplace.Grains.Acceptance;
using Marketplace.Grains.Orders;

namespace Marketplace.Grains.Tests.Ledger;

/// <summary>The batch before its lines, and every step of it in its turn (S003 art.19).</summary>
sealed partial class Chronicle
{
    void ReadBatch(string month, BatchEvent fact)
    {
        var was = _batches.GetValueOrDefault(month, BatchStatus.None);
        switch (fact)
        {
            case BatchEvent.BatchBegun:
                Step(BatchStatus.Preparing, BatchStatus.None);
                break;
            case BatchEvent.BatchOpened f:
                Step(f.Cities.Count > 0 ? BatchStatus.Open : BatchStatus.Applied, BatchStatus.Preparing);
                break;
            case BatchEvent.BatchSubmitted f:
                Step(BatchStatus.Submitted, BatchStatus.Open, BatchStatus.Returned);
                _submitters[month] = f.By;
                break;
            case BatchEvent.BatchReturned:
                Step(BatchStatus.Returned, BatchStatus.Submitted);
                break;
            case BatchEvent.BatchApproved f:
                Step(BatchStatus.Approved, BatchStatus.Submitted);
                Must(_submitters[month] != f.By, $"The batch of {month} is approved by who submitted it.");
                Must(CitiesOf(month).All(c => c.IsConfirmed), $"The batch of {month} is approved before its cities have confirmed.");
                break;
            case BatchEvent.BatchApplied:
                Step(BatchStatus.Applied, BatchStatus.Approved);
                Must(CitiesOf(month).All(c => c.Lines.Values.All(l => l.Applied is not null)), $"The batch of {month} is applied, and some of its lines are not.");
                break;
        }

        void Step(BatchStatus to, params ReadOnlySpan<BatchStatus> from)
        {
            Must(from.Contains(was), $"The batch of {month} goes from {was} to {to}.");
            _batches[month] = to;
        }
    }

    void ReadCity(string key, VerificationEvent fact)
    {
        var month = key[..7];
        if (!_cities.TryGetValue(key, out var city)) _cities.Add(key, city = new CityWork());
        var status = _batches.GetValueOrDefault(month, BatchStatus.None);
        switch (fact)
        {
            case VerificationEvent.LinesProposed f:
                Must(status == BatchStatus.Preparing, $"{key} gets lines while the batch is {status}.");
                foreach (var line in f.Lines)
                {
                    Must(city.Lines.TryAdd(line.Order, BatchLine.Of(line)), $"{line.Order} is in {key} twice.");
                    city.Turns[line.Order] = _orders[line.Order.Value].Turns;
                }
                break;
            case VerificationEvent.LinesAdjusted f:
                Must(status is BatchStatus.Open or BatchStatus.Returned, $"{key} is adjusted while the batch is {status}.");
                foreach (var a in f.Adjustments) Adjust(city, a);
                break;
            case VerificationEvent.SampleDrawn f:
                Must(status == BatchStatus.Submitted, $"The sample of {key} is drawn while the batch is {status}.");
                city.Sample = [.. f.Orders];
                city.IsConfirmed = false;
                break;
            case VerificationEvent.LinesVerified f:
                Must(status == BatchStatus.Submitted, $"{key} is verified while the batch is {status}.");
                Must(f.Checks.All(c => city.Sample.Contains(c.Order)), $"A line of {key} is verified that is not in its sample.");
                city.CheckedBy.Add(f.By);
                foreach (var c in f.Checks) city.Lines[c.Order] = city.Lines[c.Order] with { Check = c };
                break;
            case VerificationEvent.VerificationConfirmed f:
                Must(status == BatchStatus.Submitted, $"{key} is confirmed while the batch is {status}.");
                Must(!city.CheckedBy.Contains(f.By), $"{key} is confirmed by who verified it.");
                Must(city.Sample.All(o => city.Lines[o].Check is not null), $"{key} is confirmed before all of its sample is verified.");
                city.IsConfirmed = true;
                break;
            case VerificationEvent.VerificationReopened:
                city.IsConfirmed = false;
                break;
            case VerificationEvent.LinesApplied f:
                Must(status == BatchStatus.Approved, $"Lines of {key} are applied while the batch is {status}.");
                foreach (var applied in f.Lines) Apply(month, key, city, applied);
                break;
        }
    }

    /// <summary>A raised amount was not what the city found right.</summary>
    static void Adjust(CityWork city, Adjustment adjustment)
    {
        var line = city.Lines[adjustment.Order];
        city.Lines[adjustment.Order] = line with
        {
            Adjusted = new AmountStep(adjustment.Amount, adjustment.Code, adjustment.Text), Check = adjustment.Amount > line.AdjustedStep.Amount ? null : line.Check,
        };
    }

    void Apply(string month, string key, CityWork city, AppliedLine applied)
    {
        var line = city.Lines[applied.Order];
        Must(
            applied.Outcome == LineOutcome.Void || city.Turns[applied.Order] == _orders[applied.Order.Value].Turns - 1,
            $"{applied.Order} was decided upon or appealed after {key} asked for it, and is granted nonetheless.");
        Must(line.Applied is null, $"{applied.Order} is applied in {key} twice.");
        Must(applied.Approved.Sum() <= line.VerifiedStep.Amount, $"{applied.Order} is granted more in {key} than was verified.");
        var granted = _orders[applied.Order.Value].Granted.GetValueOrDefault(month);
        Must(applied.Outcome == LineOutcome.Void || granted == line.VerifiedStep.Amount, $"{applied.Order} is granted other than what was verified in {key}.");
        Must(applied.Approved.Sum() == granted, $"{key} says otherwise than {applied.Order} what was granted.");
        city.Lines[applied.Order] = line with { Applied = applied };
    }

    void ReadOrder(string key, OrderEvent fact)
    {
        if (fact is OrderEvent.OrderPlaced placed)
            _orders.Add(key, new OrderLife { Vendor = placed.Terms.Vendor, Terms = placed.Terms, LapsesAt = placed.LapsesAt });
        var order = _orders[key];
        ReadLife(key, order, fact);
        switch (fact)
        {
            case OrderEvent.OrderAccepted f:
                var status = _batches.GetValueOrDefault(f.Batch, BatchStatus.None);
                Must(status == BatchStatus.Approved, $"{key} is decided while the batch of {f.Batch} is {status}.");
                Must(order.Batches.Add(f.Batch), $"{key} is decided twice by the batch of {f.Batch}.");
                order.Granted[f.Batch] = f.Approved.Sum();
                Must(f.Percent == 100 || !order.IsAppealed, $"{key} has appealed and is decided as if it had not.");
                if (!order.IsAppealed) order.Percent += f.Percent;
                Must(order.Percent <= 100, $"{order.Percent} % of {key} are decided.");
                order.IsAppealed = false;
                order.Turns++;
                Sums(order.Vendor).Approved += f.Approved.Sum();
                Spend(f.Approved);
                break;
            case OrderEvent.OrderResubmitted:
                order.IsAppealed = true;
                order.Turns++;
                Must(++order.Appeals == 1, $"{key} is submitted again twice.");
                break;
            case OrderEvent.SubsidyRecovered f:
                order.Recovered += f.Shares.Sum();
                break;
            default: // its money is looked at in the ledger
                break;
        }
    }

    IEnumerable<CityWork> CitiesOf(string month) => _cities.Where(c => c.Key.StartsWith(month, StringComparison.Ordinal)).Select(c => c.Value).Where(c => c.Lines.Count > 0);
}

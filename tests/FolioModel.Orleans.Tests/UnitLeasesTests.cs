using FolioModel.Orleans.Leasing;

namespace FolioModel.Orleans.Tests;

/// <summary>Tests the leases of units with times that the test names.</summary>
[TestFixture]
internal sealed class UnitLeasesTests
{
    private static readonly TimeSpan s_lease = At(10);

    [Test]
    public void EachUnitIsGivenOutOnceWhileItsLeaseRuns()
    {
        UnitLeases leases = New(3);
        Assert.That(Enumerable.Range(0, 5).Select(_ => leases.Take(At(1), s_lease).Unit), Is.EqualTo(new[] { 1, 2, 3, 0, 0 }));
        Assert.That(leases.Leased, Is.EqualTo(3));
    }

    [Test]
    public void AUnitWhoseLeaseEndedIsGivenToTheNextWorkerAndTheFirstOneLearnsIt()
    {
        UnitLeases leases = New(1);
        (int unit, long slow) = leases.Take(At(0), s_lease);
        Assert.That(leases.Take(At(9), s_lease).Unit, Is.Zero);
        (int again, long quick) = leases.Take(At(10), s_lease);
        Assert.That(again, Is.EqualTo(unit));
        Assert.That(quick, Is.Not.EqualTo(slow));
        Assert.That(leases.Renew(unit, slow, At(11), s_lease), Is.False);
        Assert.That(leases.Renew(unit, quick, At(11), s_lease), Is.True);
    }

    [Test]
    public void ARenewedLeaseDoesNotEnd()
    {
        UnitLeases leases = New(1);
        (int unit, long id) = leases.Take(At(0), s_lease);
        for (int now = 8; now < 80; now += 8)
        {
            Assert.That(leases.Renew(unit, id, At(now), s_lease), Is.True);
            Assert.That(leases.Take(At(now + 9), s_lease).Unit, Is.Zero, $"at {now + 9}");
        }
    }

    [Test]
    public void ADoneUnitIsNeverGivenOutAndCountsOnce()
    {
        UnitLeases leases = New(2);
        (int unit, long id) = leases.Take(At(0), s_lease);
        _ = leases.Take(At(10), s_lease);
        Assert.That(leases.Finish(unit), Is.True);
        Assert.That(leases.Finish(unit), Is.False, "the report of the slow worker is no news");
        leases.Return(unit, id);
        Assert.That(leases.Renew(unit, id, At(11), s_lease), Is.False);
        Assert.That(leases.Done, Is.EqualTo(1));
        Assert.That(leases.Take(At(30), s_lease).Unit, Is.EqualTo(2));
        Assert.That(leases.Take(At(30), s_lease).Unit, Is.Zero);
    }

    [Test]
    public void AReturnedUnitIsOpenAndOneOfAnotherLeaseIsNot()
    {
        UnitLeases leases = New(1);
        (int unit, long first) = leases.Take(At(0), s_lease);
        leases.Return(unit, first);
        (_, long second) = leases.Take(At(1), s_lease);
        leases.Return(unit, first);
        Assert.That(leases.Take(At(2), s_lease).Unit, Is.Zero);
        leases.Return(unit, second);
        Assert.That(leases.Take(At(3), s_lease).Unit, Is.EqualTo(1));
    }

    [Test]
    public void ACoordinatorThatStartsAgainFindsTheLeasesByTheirRenewals()
    {
        (int unit, long id) = New(2).Take(At(0), s_lease);
        UnitLeases restarted = New(2);
        Assert.That(restarted.Renew(unit, id, At(3), s_lease), Is.True);
        Assert.That(restarted.Take(At(4), s_lease).Unit, Is.EqualTo(2));
    }

    [Test]
    public void AUnitWhoseResultIsGoneIsOpenAgain()
    {
        UnitLeases leases = New(1);
        leases.Finish(1);
        leases.Reopen(1);
        Assert.That((leases.Done, leases.Take(At(0), s_lease).Unit), Is.EqualTo((0, 1)));
        leases.Reopen(1);
        Assert.That(leases.Take(At(1), s_lease).Unit, Is.Zero, "a leased unit stays leased");
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(8)]
    [TestCase(21)]
    public void ABitmapHasTheUnitsItWasMadeOf(int units)
    {
        byte[] bits = UnitBitmap.Of(units, static u => u % 3 == 1);
        Assert.That(
            Enumerable.Range(1, units + 9).Where(u => UnitBitmap.Contains(bits, u)),
            Is.EqualTo(Enumerable.Range(1, units).Where(static u => u % 3 == 1)));
    }

    private static TimeSpan At(int seconds) => TimeSpan.FromSeconds(seconds);

    private static UnitLeases New(int units)
    {
        UnitLeases leases = new();
        leases.Add(units);
        return leases;
    }
}

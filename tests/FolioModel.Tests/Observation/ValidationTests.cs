namespace FolioModel.Tests.Observation;

public sealed class ValidationTests
{
    private Machine _machine = null!;
    private AddressSpace _file = null!;

    [SetUp]
    public void Build()
    {
        _machine = new Machine(new MachineOptions { Pages = 256, Ledger = true });
        _file = _machine.CreateAddressSpace(new AddressSpaceOptions { Name = "data", MaxOrder = new Order(3), Size = 1 << 20 });
    }

    [Test]
    public void ASoundMachineHasNoViolations()
    {
        Folio folio = Grab(5);
        Assert.That(_machine.Validate(), Is.Empty);
        folio.Unlock();
        folio.Put();
        _machine.Batches.DrainAll();
        Assert.That(_machine.Validate(), Is.Empty);
        _file.EvictInode();
        Assert.That(_machine.Validate(), Is.Empty);
    }

    [Test]
    public void ACountThatNobodyHoldsIsNamedWithItsHoldersAndTheNumbersThatDisagree()
    {
        Folio folio = Grab(5);
        _machine.Map[folio.Frame].RefCount++;
        InvariantViolation violation = Broken(1);
        Assert.Multiple(() =>
        {
            Assert.That(violation.Folio, Is.EqualTo(folio));
            Assert.That(violation.Expected, Is.EqualTo(3));
            Assert.That(violation.Actual, Is.EqualTo(4));
            Assert.That(violation.Holders.Select(static h => h.Kind), Does.Contain(HolderKind.LruAddBatch));
            Assert.That(violation.ToString(), Does.StartWith("I-01 LedgerSumEqualsCount").And.Contains("lru_add batch"));
        });
    }

    [Test]
    public void AFolioFrozenByNoOperationIsFound()
    {
        Folio folio = Grab(5);
        Assert.That(folio.Freeze(folio.RefCount), Is.True);
        _ = Broken(33);
        Assert.That(_machine.Validate(ValidationOptions.MidOperation), Is.Empty, "in the middle of an operation a freeze is right");
    }

    [Test]
    public void AWrongStatisticIsFound()
    {
        Grab(5).Unlock();
        _machine.Statistics.FilePages--;
        Assert.That(Broken(48).Message, Does.Contain("NR_FILE_PAGES"));
        _machine.Statistics.Writeback++;
        _ = Broken(70);
    }

    [Test]
    public void OnlyTheGroupsAskedForAreChecked()
    {
        Folio folio = Grab(5);
        _machine.Map[folio.Frame].RefCount++;
        Assert.That(_machine.Validate(new ValidationOptions { Groups = InvariantGroups.Lru }), Is.Empty);
    }

    [Test]
    public void AFolioOffItsListIsFound()
    {
        Folio folio = Grab(5);
        _machine.Batches.DrainAll();
        PageList.Remove(_machine.Map, folio.Frame);
        _ = Broken(72);
        _ = Broken(75);
    }

    [Test]
    public void ADirtyFlagWithoutItsTagIsFound()
    {
        Folio folio = Grab(5);
        folio.SetDirtyFlag();
        _ = Broken(66);
    }

    [Test]
    public void AMonitorFindsWhatAStepBrokeAndWhatNobodyAnnounced()
    {
        using InvariantMonitor monitor = _machine.MonitorInvariants(new MonitorOptions { SampledFrames = 8 });
        Assert.That(monitor.Check(), Is.Empty);
        Folio folio = Grab(5);
        Assert.That(monitor.Check(), Is.Empty);
        _machine.Map[folio.Frame].Flags |= FolioFlags.Active | FolioFlags.Unevictable;
        int steps = 1;
        while (monitor.Check().IsEmpty)
        {
            steps++;
        }

        Assert.That(steps, Is.LessThanOrEqualTo(256 / 8), "the frames looked at in turn missed a change");
    }

    [Test]
    public void AnOwnersInvariantsAreCheckedWithTheMachines()
    {
        Complaint complaint = new();
        _machine.AddInvariants(complaint);
        InvariantViolation violation = _machine.Validate().Single();
        Assert.That(violation.Invariant.Id, Is.EqualTo("pool/AddsUp"));
        Assert.That(violation.ToString(), Is.EqualTo("pool/AddsUp: always wrong (expected 1, is 2)"));
        Assert.That(_machine.Validate(new ValidationOptions { Groups = InvariantGroups.All & ~InvariantGroups.Owners }), Is.Empty);
        _machine.RemoveInvariants(complaint);
        Assert.That(_machine.Validate(), Is.Empty);
    }

    private Folio Grab(ulong index) => _file.Pages.GrabFolio(new PageIndex(index)).Folio;

    private InvariantViolation Broken(int number)
    {
        InvariantViolation[] found = [.. _machine.Validate().Where(v => v.Invariant.Number == number)];
        Assert.That(found, Is.Not.Empty, $"I-{number:00} was not reported");
        return found[0];
    }

    private sealed class Complaint : IInvariantSource
    {
        private static readonly Invariant s_foreign = new(
            "pool", "AddsUp", "free + in use == size", InvariantMoment.AtRest, InvariantEnforcement.Validated);

        public void Check(InvariantReport report) => report.Add(s_foreign, default, "always wrong", 1, 2);
    }
}

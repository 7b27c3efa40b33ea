using FolioModel.Gmem;
using FolioModel.Hugetlb;
using FolioModel.Tests.Documentation;

namespace FolioModel.Tests.Ledger;

/// <summary>An owner declares its own kinds of holders; the ledger treats them by their properties.</summary>
internal sealed class HolderKindTests
{
    private static readonly HolderKind s_journal = HolderKind.Register(
        "journal", HolderClass.Temporary, "a block to be written", HolderTraits.HeldByTask | HolderTraits.HasOwnEnd);

    private static readonly HolderKind s_index =
        HolderKind.Register("index", HolderClass.Expected, "a leaf of the index", HolderTraits.None);

    [Test]
    public void TheSameRegisteredAgainIsTheSameKindAndAnotherOfItsNameIsRefused()
    {
        Assert.That(HolderKind.Register("index", HolderClass.Expected, "a leaf of the index", HolderTraits.None), Is.EqualTo(s_index));
        Assert.That(
            () => HolderKind.Register("index", HolderClass.Spurious, "a leaf of the index", HolderTraits.None),
            Throws.ArgumentException.With.Message.Contains("'index'"));
        Assert.That(
            () => HolderKind.Register("page cache", HolderClass.Temporary, "mine now", HolderTraits.HeldByTask), Throws.ArgumentException);
    }

    [Test]
    public void APlainPutDropsAKindWithAnEndOfItsOwnLast()
    {
        Machine machine = new(new MachineOptions { Pages = 64, Ledger = true });
        Folio folio = machine.Allocator.AllocateFolio(Order.Zero, GfpFlags.Kernel);
        folio.Get(s_journal);
        folio.Put();
        Assert.That(folio.Holders.Select(static h => h.Kind), Is.EqualTo(new[] { s_journal }),
            "the older reference went: the newer has an end of its own");
        Assert.That(machine.Ledger!.Outstanding().Single().Holder.ToString(), Does.StartWith("journal 1"));
        folio.Put(s_journal);
    }

    [Test]
    public void AKindThatNoTaskHoldsIsDroppedByNameOnly()
    {
        Machine machine = new(new MachineOptions { Pages = 64, Ledger = true });
        Folio folio = machine.Allocator.AllocateFolio(Order.Zero, GfpFlags.Kernel);
        folio.Get(s_index);
        folio.Put();
        Assert.That(() => folio.Put(), Throws.TypeOf<LedgerViolationException>());
        Assert.That(machine.Ledger!.Outstanding(), Is.Empty, "an expected reference is no leak");
    }

    [Test]
    public void EveryNumberedKindStandsInItsRowOfTheReferenceTable()
    {
        string page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "learn", "references.md"));
        Assert.That(GmemHolders.KvmPfn.Row, Is.EqualTo("R19"));
        Assert.That(HugetlbHolders.User.Row, Is.EqualTo("R20"));
        foreach (HolderKind kind in HolderKind.Known.Where(static k => k.Row is not null))
        {
            Assert.That(page, Does.Contain($"| {kind.Row} |"), $"{kind}: {kind.Purpose}");
        }

        int rows = page.Split('\n').Count(static line => line.StartsWith("| R", StringComparison.Ordinal));
        Assert.That(rows, Is.EqualTo(HolderKind.Known.Count(static k => k.Row is not null)), "a row of the table is no kind");
    }
}

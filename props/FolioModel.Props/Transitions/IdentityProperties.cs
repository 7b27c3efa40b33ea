using FolioModel.Cli.Content.Core;
using FolioModel.Testing;

namespace FolioModel.Props.Transitions;

/// <summary>Pairs of operations that undo each other, tried in the states that random programs lead to (I-114 to I-117).</summary>
public sealed class IdentityProperties
{
    [Test]
    public void AllocateAndPutIsTheIdentity() => InRandomStates(static machine =>
    {
        machine.Allocator.DrainAllPages();
        MachineSnapshot before = machine.Snapshot();
        machine.Allocator.AllocateFolio(new Order(1), GfpFlags.HighUserMovable).Put();
        machine.Allocator.DrainAllPages();
        AssertSame(before, machine.Snapshot());
    });

    [Test]
    public void LookupAndPutIsTheIdentity() => InRandomStates(static machine =>
    {
        MachineSnapshot before = machine.Snapshot();
        foreach (AddressSpace file in machine.AddressSpaces)
        {
            for (ulong index = 0; index < 64; index++)
            {
                FolioResult found = file.Pages.GetFolio(new PageIndex(index));
                if (found.IsOk)
                {
                    Assert.That(found.Folio.RefCount, Is.EqualTo(before.Folios[found.Folio.Pfn].RefCount + 1),
                        "a lookup takes one reference, whatever the order");
                    found.Folio.Put();
                }
            }
        }

        AssertSame(before, machine.Snapshot());
    });

    [Test]
    public void InsertAndRemoveIsTheIdentity() => InRandomStates(static machine =>
    {
        AddressSpace file = machine.AddressSpaces.First();
        PageIndex hole = Enumerable.Range(0, 60).Select(static i => new PageIndex((ulong)i)).First(i => file.Pages.Peek(i).IsEmpty);
        Folio folio = machine.Allocator.AllocateFolio(Order.Zero, GfpFlags.HighUserMovable);
        string tree = file.Pages.DescribeTree();
        folio.Lock();
        Assert.That(file.Pages.InsertFolio(folio, hole, file.GfpMask), Is.EqualTo(Errno.None));
        file.Pages.RemoveFolio(folio);
        Assert.That(file.Pages.DescribeTree(), Is.EqualTo(tree), "the tree has other nodes than before");
        folio.Unlock();
        folio.Put();
    });

    [Test]
    public void IsolateAndPutBackIsTheIdentityButForThePosition() => InRandomStates(static machine =>
    {
        machine.Batches.DrainAll();
        MachineSnapshot before = machine.Snapshot();
        foreach (Folio folio in machine.Lru[LruListKind.InactiveFile].Take(3).ToList())
        {
            folio.Get();
            Assert.That(folio.Isolate());
            Assert.That(folio.Isolate(), Is.False, "a folio was isolated twice");
            folio.PutBack();
            folio.Put();
        }

        machine.Batches.DrainAll();
        Assert.That(
            MachineSnapshot.Diff(before, machine.Snapshot()).Where(static c => c.Field != "folios")
                .Select(static c => c.ToString()), Is.Empty);
    });

    /// <summary>I-79: a second drain changes nothing.</summary>
    [Test]
    public void DrainingAgainChangesNothing() => InRandomStates(static machine =>
    {
        machine.Batches.DrainAll();
        MachineSnapshot before = machine.Snapshot();
        machine.Batches.DrainAll();
        AssertSame(before, machine.Snapshot());
    });

    private static void AssertSame(MachineSnapshot before, MachineSnapshot after) =>
        Assert.That(MachineSnapshot.Diff(before, after).Select(static c => c.ToString()), Is.Empty);

    private static void InRandomStates(Action<Machine> check)
    {
        for (ulong seed = 1; seed <= 20; seed++)
        {
            using CoreSubject subject = new();
            FolioProgram program = FolioProgram.Generate(static () => new CoreSubject(), seed, 120);
            program.RunOn(subject);
            check(subject.Machine);
            Assert.That(subject.Machine.Validate(), Is.Empty);
        }
    }
}

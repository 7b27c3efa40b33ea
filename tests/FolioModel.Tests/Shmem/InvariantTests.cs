using FolioModel.Shmem;

namespace FolioModel.Tests.Shmem;

/// <summary>I-105 to I-107 hold on a sound machine, and each speaks up when its state is broken.</summary>
[TestFixture]
internal sealed class InvariantTests : ShmemFixture
{
    [Test]
    public void A_file_in_memory_and_in_swap_is_sound()
    {
        Swapped();

        Assert.That(Machine.Validate(), Is.Empty);
    }

    [Test]
    public void A_charge_that_nobody_has_breaks_I_105()
    {
        ShmemFile file = Swapped();
        file.Charge(1);

        Assert.That(Numbers(), Does.Contain(105));
    }

    [Test]
    public void A_slot_that_somebody_else_uses_too_breaks_I_106()
    {
        ShmemFile file = Swapped();
        Machine.Swap.Areas.Single().Duplicate(SwapAt(file, 0), 1);

        Assert.That(Numbers(), Is.EquivalentTo(new[] { 106, 139 }));
    }

    [Test]
    public void A_slot_that_was_freed_under_the_file_breaks_I_106()
    {
        ShmemFile file = Swapped();
        Machine.Swap.FreeWithCache(SwapAt(file, 0), 1);

        Assert.That(Numbers(), Is.EquivalentTo(new[] { 106, 139 }));
    }

    [Test]
    public void A_folio_that_is_not_swap_backed_breaks_I_107()
    {
        ShmemFile file = NewFile();
        file.Write(0, Page);
        Machine.Map[FolioAt(file, 0).Pfn.Value].Flags &= ~FolioFlags.SwapBacked;

        Assert.That(Numbers(), Does.Contain(107));
    }

    private ShmemFile Swapped()
    {
        Machine.Swap.SwapOn(1024);
        ShmemFile file = NewFile();
        file.Write(0, 3 * Page);
        SwapOut(file, 0);
        return file;
    }

    private int?[] Numbers() => [.. Machine.Validate().Select(static v => v.Invariant.Number)];
}

using FolioModel.Gmem;
using FolioModel.Tests.Gmem;

namespace FolioModel.Tests.Kernels;

/// <summary>The effects of each property of a guest_memfd profile, before and after the release that it came with.</summary>
[TestFixture]
internal sealed class GmemDifferenceTests
{
    private const ulong Page = PageSize.Bytes;

    private static GmemProfile Protected(string name) => GmemProfile.Find(name)! with { HasProtectedVm = true };

    [TestCase("6.18", (int)Errno.EINVAL)]
    [TestCase("7.1", (int)Errno.EINVAL)]
    [TestCase("7.2", (int)Errno.EEXIST)]
    public void A_second_binding_of_a_range_is_EEXIST_since_7_2(string profile, int error)
    {
        GmemFixture fixture = new(Protected(profile));
        fixture.Vm.SetMemoryRegion(0, MemorySlotFlags.GuestMemfd, 0, 16 * Page, fixture.File, 0);
        Assert.That(
            (int)fixture.Vm.SetMemoryRegion(1, MemorySlotFlags.GuestMemfd, 64 * Page, 16 * Page, fixture.File, 8 * Page),
            Is.EqualTo(error));
    }

    [TestCase("6.19", 1)]
    [TestCase("7.0", 2)]
    public void The_source_of_a_population_is_held_while_its_page_is_filled_since_7_0(string profile, int during)
    {
        GmemFixture fixture = new(Protected(profile));
        fixture.BindAllPrivate();
        Folio source = fixture.Machine.Allocator.AllocateFolio(Order.Zero, GfpFlags.HighUserMovable);
        List<int> counts = [];
        (long done, Errno error) = fixture.Vm.Populate(0, new PageCount(2), _ => source, (_, _) =>
        {
            counts.Add(source.RefCount);
            return Errno.None;
        });
        using (Assert.EnterMultipleScope())
        {
            Assert.That((done, error), Is.EqualTo((2L, Errno.None)));
            Assert.That(counts, Is.EqualTo(new[] { during, during }));
            Assert.That(source.RefCount, Is.EqualTo(1));
        }
    }

    [TestCase("6.19", (int)Errno.EEXIST)]
    [TestCase("7.0", 0)]
    public void Populating_a_page_again_is_an_error_up_to_6_19(string profile, int error)
    {
        GmemFixture fixture = new(Protected(profile));
        fixture.BindAllPrivate();
        fixture.Vm.Populate(0, new PageCount(1), static (_, _) => Errno.None);
        Assert.That((int)fixture.Vm.Populate(0, new PageCount(1), static (_, _) => Errno.None).Error, Is.EqualTo(error));
    }

    [TestCase("6.18", 2)]
    [TestCase("6.19", 2)]
    public void A_hit_takes_the_same_references_whether_the_folio_is_looked_for_first_or_not(string profile, int count)
    {
        GmemFixture fixture = new(Protected(profile));
        fixture.Allocate(0, 1);
        fixture.Machine.Batches.DrainAll();
        Folio folio = fixture.File.GetFolio(PageIndex.Zero).Folio;
        Assert.That(folio.RefCount, Is.EqualTo(count));
        folio.Unlock();
        folio.Put();
    }

    [Test]
    public void The_proposed_conversion_drains_once_and_then_names_the_next_page_that_is_held()
    {
        GmemFixture fixture = new(Protected("conversion-v8"));
        fixture.BindAllPrivate();
        KernelTask other = fixture.Machine.CreateTask("vcpu", 1);
        using (fixture.Machine.RunAs(other))
        {
            fixture.Allocate(0, 2);
            fixture.FolioAt(1).Get();
        }

        GmemConversion refused = fixture.File.Convert(PageIndex.Zero, new PageCount(2), toPrivate: false, drain: true);
        using (fixture.Machine.RunAs(other))
        {
            fixture.FolioAt(1).Put();
        }

        using (Assert.EnterMultipleScope())
        {
            Assert.That((refused.Error, refused.UnsafeIndex.Value), Is.EqualTo((Errno.EAGAIN, 1UL)));
            Assert.That(refused.Holders.Select(static h => h.Kind), Is.EqualTo(new[] { HolderKind.Get }), "the batch's is gone");
            Assert.That(fixture.File.Convert(PageIndex.Zero, new PageCount(2), toPrivate: false, drain: true).IsSafe, Is.True);
        }
    }

    [Test]
    public void A_kernel_without_a_profile_of_its_own_has_the_guest_memfd_of_the_one_before()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(GmemProfile.Find("6.16"), Is.EqualTo(GmemProfile.Linux612 with { Name = "6.16", Kernel = KernelProfile.Linux616 }));
            Assert.That(GmemProfile.Find("7.1")!.HoldsPopulateSource, Is.True);
            Assert.That(GmemProfile.On(KernelProfile.DeadFolioDrain).SecondBindingExists, Is.True);
            Assert.That(GmemProfile.Find("nosuch"), Is.Null);
        }
    }
}

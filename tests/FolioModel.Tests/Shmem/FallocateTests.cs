using FolioModel.Shmem;

namespace FolioModel.Tests.Shmem;

/// <summary>S2 of the specification, and the order of the checks.</summary>
[TestFixture]
internal sealed class FallocateTests : ShmemFixture
{
    [TestCase(-1, Page, FallocateMode.None, Errno.EINVAL)]
    [TestCase(0, 0, FallocateMode.None, Errno.EINVAL)]
    [TestCase(0, 0, (FallocateMode)0x40, Errno.EINVAL)]
    [TestCase(0, Page, (FallocateMode)0x40, Errno.EOPNOTSUPP)]
    [TestCase(0, Page, FallocateMode.PunchHole, Errno.EOPNOTSUPP)]
    [TestCase(long.MaxValue, Page, FallocateMode.None, Errno.EFBIG)]
    public void Requests_that_make_no_sense_are_refused_in_the_kernels_order(long offset, long length, FallocateMode mode,
        Errno expected) =>
        Assert.That(NewFile().Fallocate(mode, new ByteOffset(offset), length), Is.EqualTo(expected));

    [TestCase(FileSeals.Write, FallocateMode.PunchHole | FallocateMode.KeepSize, 0, Errno.EPERM)]
    [TestCase(FileSeals.FutureWrite, FallocateMode.PunchHole | FallocateMode.KeepSize, 0, Errno.EPERM)]
    [TestCase(FileSeals.Grow, FallocateMode.PunchHole | FallocateMode.KeepSize, 0, Errno.None)]
    [TestCase(FileSeals.Grow, FallocateMode.KeepSize, 0, Errno.None)]
    [TestCase(FileSeals.Grow, FallocateMode.KeepSize, 16, Errno.EPERM)]
    [TestCase(FileSeals.Write, FallocateMode.KeepSize, 0, Errno.None)]
    public void Seals_forbid_punching_and_growing(FileSeals seals, FallocateMode mode, int page, Errno expected)
    {
        ShmemFile file = NewFile();
        file.Seals = seals;

        Assert.That(file.Fallocate(mode, new ByteOffset(page * (long)Page), Page), Is.EqualTo(expected));
    }

    [Test]
    public void A_reservation_leaves_dirty_folios_that_are_not_uptodate_to_the_page_cache()
    {
        ShmemFile file = NewFile();

        Assert.That(file.Fallocate(FallocateMode.KeepSize, new ByteOffset(100), 2 * Page), Is.EqualTo(Errno.None));
        Machine.Batches.DrainAll();

        Assert.Multiple(() =>
        {
            Assert.That(file.Mapping.Pages.Count.Value, Is.EqualTo(3), "start down, end up");
            Assert.That(FolioAt(file, 0).RefCount, Is.EqualTo(1), "page cache 1");
            Assert.That(FolioAt(file, 0).Has(FolioFlags.Dirty), Is.True, "so that reclaim swaps it instead of dropping it");
            Assert.That(FolioAt(file, 0).Has(FolioFlags.Uptodate), Is.False, "so that undoing recognises it");
            Assert.That(FolioAt(file, 0).HasTag(PageCacheTag.Dirty), Is.False, "nobody but reclaim writes it");
            Assert.That(Machine.Ledger!.Outstanding(), Is.Empty);
        });
    }

    [Test]
    public void The_size_grows_unless_it_is_to_be_kept()
    {
        ShmemFile file = NewFile(pages: 1);
        file.Fallocate(FallocateMode.KeepSize, default, 3 * Page);
        Assert.That(file.Size, Is.EqualTo(Page));

        file.Fallocate(FallocateMode.None, default, (2 * Page) + 1);
        Assert.That(file.Size, Is.EqualTo((2 * Page) + 1));
    }

    [Test]
    public void A_full_mount_takes_back_only_what_this_call_added([Range(1, 6)] int room)
    {
        ShmemFile file = NewFile(mount: new ShmemMountOptions { MaxPages = room + 2 });
        file.Write(2 * Page, 2 * Page);
        Folio written = FolioAt(file, 2);

        Assert.That(file.Fallocate(FallocateMode.KeepSize, default, (room + 2) * (long)Page),
            Is.EqualTo(Errno.None).Or.EqualTo(Errno.ENOSPC));
        Errno error = file.Fallocate(FallocateMode.KeepSize, default, (room + 3) * (long)Page);

        Assert.That(error, Is.EqualTo(Errno.ENOSPC), "more pages than the mount has");
        Assert.That(FolioAt(file, 2), Is.EqualTo(written), "what was there before stays");
        AssertBalanced(file);
    }

    [Test]
    public void Running_out_of_room_half_way_undoes_the_reservation_and_nothing_else([Range(0, 5)] int present)
    {
        ShmemMount mount = new(Machine, new ShmemMountOptions { MaxPages = 8 });
        ShmemFile other = mount.CreateFile(new ShmemOptions { Size = 16 * Page });
        other.Write(0, 3 * Page);
        ShmemFile file = mount.CreateFile(new ShmemOptions { Size = 16 * Page });
        file.Write(present * (long)Page, Page);

        Errno error = file.Fallocate(FallocateMode.None, default, 8 * Page);

        Assert.Multiple(() =>
        {
            Assert.That(error, Is.EqualTo(Errno.ENOSPC));
            Assert.That(file.Mapping.Pages.Count.Value, Is.EqualTo(1), "I-108: only the folios that are not uptodate go");
            Assert.That(FolioAt(file, (ulong)present).Has(FolioFlags.Uptodate), Is.True);
            Assert.That(mount.UsedPages.Value, Is.EqualTo(4));
            Assert.That(file.Size, Is.EqualTo(16 * Page), "the size is not touched");
        });
        AssertBalanced(file);
    }

    [Test]
    public void Only_a_fatal_signal_stops_it()
    {
        ShmemFile file = NewFile();
        Machine.Current.SignalPending = true;
        Assert.That(file.Fallocate(FallocateMode.KeepSize, default, Page), Is.EqualTo(Errno.None));

        Machine.Current.FatalSignalPending = true;
        Assert.That(file.Fallocate(FallocateMode.KeepSize, default, 2 * Page), Is.EqualTo(Errno.EINTR));
        Assert.That(file.Mapping.Pages.Count.Value, Is.EqualTo(1), "nothing was added, so nothing is undone");
    }

    [Test]
    public void A_second_reservation_makes_the_first_one_permanent()
    {
        ShmemFile file = NewFile();
        file.Fallocate(FallocateMode.KeepSize, default, Page);
        file.Fallocate(FallocateMode.KeepSize, default, Page);

        Assert.That(FolioAt(file, 0).Has(FolioFlags.Uptodate), Is.True);
    }
}

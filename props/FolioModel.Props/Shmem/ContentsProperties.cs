using FolioModel.Rmap;
using FolioModel.Shmem;
using FolioModel.Tests;
using FsCheck;
using FsCheck.Fluent;

namespace FolioModel.Props.Shmem;

/// <summary>A file shows what was written last, on whatever ways its pages go: beside it stands an array of bytes.</summary>
[TestFixture]
public sealed class ContentsProperties
{
    private const int LongestProgram = 40;

    [TestCase(HugePagePolicy.Never, 12)]
    [TestCase(HugePagePolicy.Always, 600)]
    public void A_file_shows_what_was_written_last(HugePagePolicy huge, int pages)
    {
        // Few places, so that steps meet: at the ends of a huge page, inside it and behind it.
        int[] places = [0, 1, 5, pages / 2, Math.Min(Order.Pmd.Pages, pages) - 1, pages - 1];
        Gen<Step> steps = from action in Gen.Choose(0, 9)
                          from page in Gen.Elements(places)
                          from offset in Gen.Elements(0, 1, 100, PageSize.Bytes - 1)
                          from length in Gen.Elements(1, 100, PageSize.Bytes, 3 * PageSize.Bytes)
                          from value in Gen.Choose(1, byte.MaxValue)
                          select new Step(action, page, offset, length, (byte)value);
        Config config = Config.QuickThrowOnFailure.WithMaxTest(Thoroughness.Of(full: 600, quick: 60)).WithEndSize(LongestProgram);
        Prop.ForAll(Arb.From(steps.ArrayOf()), program => new Pair(huge, pages).Run(program)).Check(config);
    }

    /// <summary>A step: what to do, where, how far, and with which byte.</summary>
    private sealed record Step(int Action, int Page, int Offset, int Length, byte Value);

    /// <summary>A file with the bytes that it should have.</summary>
    private sealed class Pair
    {
        private readonly Machine _machine = new(new MachineOptions { Pages = 1 << 13, Contents = true });
        private readonly ShmemFile _file;
        private readonly ProcessMemory _process;
        private readonly VirtualPage _mapped;
        private readonly byte[] _expected;
        private SwapArea _swap;

        public Pair(HugePagePolicy huge, int pages)
        {
            _expected = new byte[pages * PageSize.Bytes];
            _file = new ShmemMount(_machine).CreateFile(new ShmemOptions { Size = _expected.Length, HugePages = huge });
            _process = _machine.CreateProcess("program");
            _mapped = _process.Map(_file.Mapping, PageIndex.Zero, pages, MapOptions.Writable | MapOptions.Shared).First;
            _swap = _machine.Swap.SwapOn(1 << 11);
            Soil(_machine);
        }

        public void Run(Step[] program)
        {
            foreach (Step step in program)
            {
                Do(step);
            }

            byte[] actual = new byte[_expected.Length];
            Assert.That(_file.Read(0, actual).Bytes, Is.EqualTo(actual.Length));
            Assert.That(actual.AsSpan().CommonPrefixLength(_expected), Is.EqualTo(actual.Length), "the first byte that differs");
        }

        private void Do(Step step)
        {
            int start = (step.Page * PageSize.Bytes) + step.Offset;
            int length = Math.Min(step.Length, _expected.Length - start);
            switch (step.Action)
            {
                case 0 or 1:
                    Span<byte> written = _expected.AsSpan(start, length);
                    written.Fill(step.Value);
                    Assert.That(_file.Write(start, written.ToArray()).Bytes, Is.EqualTo(length));
                    break;
                case 2:
                    Assert.That(_file.Fallocate(FallocateMode.PunchHole | FallocateMode.KeepSize, new ByteOffset(start), length),
                        Is.EqualTo(Errno.None));
                    _expected.AsSpan(start, length).Clear();
                    break;
                case 3:
                    _file.SetSize(start | 1);
                    _file.SetSize(_expected.Length);
                    _expected.AsSpan(start | 1).Clear();
                    break;
                case 4 or 5:
                    PageOut(step.Page);
                    break;
                case 6:
                    Migrate(step.Page);
                    break;
                case 7:
                    Assert.That(_process.Touch(_mapped + step.Page, write: true), Is.EqualTo(TouchResult.Done));
                    Assert.That(_process.Store(_mapped + step.Page, step.Offset, step.Value), Is.True);
                    _expected[start] = step.Value;
                    break;
                case 8:
                    _file.Fallocate(FallocateMode.KeepSize, new ByteOffset(start), length);
                    break;
                default:
                    Assert.That(_process.Touch(_mapped + step.Page, write: false), Is.EqualTo(TouchResult.Done));
                    Assert.That(_process.Load(_mapped + step.Page, step.Offset), Is.EqualTo(_expected[start]));
                    if (step.Value == 1)
                    {
                        Assert.That(_machine.Swap.SwapOff(_swap), Is.EqualTo(Errno.None));
                        _swap = _machine.Swap.SwapOn(1 << 11);
                    }

                    break;
            }
        }

        private void PageOut(int page)
        {
            if (Isolated(page) is { } folio)
            {
                folio.Reclaim();
            }
        }

        private void Migrate(int page)
        {
            if (Isolated(page) is { } folio && !folio.Migrate().IsOk)
            {
                folio.PutBack();
            }
        }

        private Folio? Isolated(int page)
        {
            _machine.Batches.DrainAll();
            CacheEntry entry = _file.Mapping.Pages.Peek(new PageIndex((ulong)page));
            return entry.IsFolio && entry.Folio.Isolate() ? entry.Folio : null;
        }

        /// <summary>Leaves bytes in free memory: a page that is not cleared shows them.</summary>
        private static void Soil(Machine machine)
        {
            List<Folio> taken = [];
            for (Folio folio; !(folio = machine.Allocator.AllocateFolio(Order.Pmd, GfpFlags.Kernel)).IsNone;)
            {
                machine.Contents!.Fill(folio, 0, folio.Pages * (long)PageSize.Bytes, byte.MaxValue);
                taken.Add(folio);
            }

            taken.ForEach(static folio => folio.Put());
        }
    }
}

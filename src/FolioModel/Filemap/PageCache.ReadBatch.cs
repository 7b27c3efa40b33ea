using FolioModel.XArrays;

namespace FolioModel;

public sealed partial class PageCache
{
    /// <summary>
    /// Adds consecutive folios for a read, up to and including the first that is not uptodate or carries the readahead mark. Reference
    /// effect: +1 on each, owned by the current task.
    /// </summary>
    /// <param name="batch">Where to put them; <see cref="FolioBatch.Next"/> says afterwards where to continue.</param>
    /// <param name="start">First page. The first folio may begin before it.</param>
    /// <param name="end">Last page, inclusive. The last folio may extend beyond it.</param>
    /// <remarks>Models <c>filemap_get_read_batch</c>. The readahead mark is the reclaim flag: in the kernel they are one bit.</remarks>
    [Interleaved]
    public void GetReadBatch(FolioBatch batch, PageIndex start, PageIndex end)
    {
        _machine.CheckOwn(batch);
        using KernelTask.OperationScope operation = _machine.BeginOperation("filemap_get_read_batch");
        _machine.CheckThread();
        ulong index = start.Value;
        batch.Next = start;
        while (index <= end.Value && !batch.IsFull)
        {
            int run = AddToReadBatch(batch, index, end.Value);
            if (run > 0)
            {
                index += (ulong)run;
                batch.Next = new PageIndex(index);
                continue;
            }

            XEntry entry = LookUpStable(index, wantsValues: false);
            if (!entry.IsPointer)
            {
                return;
            }

            batch.Add(entry, index);
            index = NextIndexOf(entry.PointerId).Value;
            batch.Next = new PageIndex(index);
            if ((_map[entry.PointerId].Flags & (FolioFlags.Uptodate | FolioFlags.Reclaim)) != FolioFlags.Uptodate)
            {
                return;
            }
        }
    }
}

namespace FolioModel.Files;

public sealed partial class FileSystem
{
    [NotShared("part of the counts of requests, which are tracked")]
    private readonly Queue<RequestTag> _waitingReads = new();

    [NotShared("part of the counts of requests, which are tracked")]
    private readonly Queue<RequestTag> _waitingWrites = new();

    /// <summary>Reads that the device has and that are not over.</summary>
    [Shared]
    public partial int ReadsUnderWay { get; private set; }

    /// <summary>Writes that the device has and that are not over; they take no room from reads.</summary>
    [Shared]
    public partial int WritesUnderWay { get; private set; }

    /// <summary>Requests submitted so far.</summary>
    [NotShared("a statistic")]
    public long Requests { get; private set; }

    /// <summary>
    /// Submits an extent in transfers, and these in requests no larger than the device allows; waits while the device's queue is full.
    /// </summary>
    /// <remarks>Models <c>submit_bio</c> with <c>bio_split</c> and <c>blk_mq_get_tag</c>.</remarks>
    [Interleaved]
    internal void SubmitExtent(RegularFile file, DeviceRequestKind kind, PageIndex first, long pages)
    {
        PageIndex end = first + new PageCount(pages);
        while (first < end)
        {
            PageIndex next = EndOfTransfer(file, first, end);
            DeviceTransfer transfer = new(file, first, (long)(next.Value - first.Value));
            while (first < next)
            {
                long part = LengthOfRequest(file, first, (long)(next.Value - first.Value));
                Submit(new DeviceRequest(this, file, kind, first, part) { Transfer = transfer });
                first += new PageCount(part);
            }
        }
    }

    private static PageIndex EndOfTransfer(RegularFile file, PageIndex first, PageIndex end)
    {
        PageIndex next = first;
        if (file.Mapping.MaxOrder == Order.Zero)
        {
            next += new PageCount(DeviceTransfer.MostFolios);
            return next < end ? next : end;
        }

        for (int i = 0; i < DeviceTransfer.MostFolios && next < end; i++)
        {
            next = file.Mapping.Pages.Peek(next).Folio.NextIndex;
        }

        return next;
    }

    /// <summary>Requests end where a folio ends; a folio that is larger than a request may be goes as a whole.</summary>
    private long LengthOfRequest(RegularFile file, PageIndex start, long left)
    {
        if (left <= Device.LargestRequest || file.Mapping.MaxOrder == Order.Zero)
        {
            return Math.Min(left, Device.LargestRequest);
        }

        Folio cut = file.Mapping.Pages.Peek(start + new PageCount(Device.LargestRequest)).Folio;
        PageIndex end = cut.Index > start ? cut.Index : cut.NextIndex;
        return Math.Min((long)(end.Value - start.Value), left);
    }

    /// <summary>Submits a request; waits while the device's queue is full, behind those that wait already.</summary>
    [Interleaved]
    internal void Submit(DeviceRequest request)
    {
        if ((request.IsWrite ? WritesUnderWay : ReadsUnderWay) < Device.QueueDepth)
        {
            CountUnderWay(request, 1);
        }
        else
        {
            WaitForTag(request.IsWrite ? _waitingWrites : _waitingReads);
        }

        Requests++;
        request.Submitter = Machine.Current;
        if (request.Kind == DeviceRequestKind.ZeroFill)
        {
            request.Complete();
        }
        else
        {
            Machine.CountTransfer(request.Bytes, request.IsWrite);
            Device.Submit(request);
        }
    }

    /// <remarks>Models <c>blk_mq_get_tag</c>: the request that ends hands its place to the one that waits longest.</remarks>
    [Interleaved]
    private void WaitForTag(Queue<RequestTag> waiting)
    {
        RequestTag tag = new();
        TrackState();
        waiting.Enqueue(tag);
        while (!tag.IsGranted)
        {
            Machine.WaitFor(FileWaits.DeviceQueue, tag, "room in the device's queue", null);
        }
    }

    /// <summary>Waits until a request is over.</summary>
    [Interleaved]
    internal Errno WaitFor(DeviceRequest request)
    {
        while (!request.IsDone)
        {
            Machine.WaitFor(FileWaits.Request, request, "the end of a request", null);
        }

        return request.Error;
    }

    /// <summary>The device is done with a request.</summary>
    internal void Ended(DeviceRequest request)
    {
        using KernelTask.FunctionScope function = Machine.Current.Enter("bio_endio");
        DeviceTransfer transfer = request.Transfer ?? new DeviceTransfer(request.File, request.First, request.Pages);
        if (transfer.EndPart(request))
        {
            switch (request.Kind)
            {
                case DeviceRequestKind.Read:
                case DeviceRequestKind.ZeroFill:
                    EndRead(transfer, request.KeepsLock);
                    break;
                case DeviceRequestKind.Writeback:
                    EndWrite(transfer);
                    break;
            }
        }

        Machine.WakeAll(request);
        PassTag(request);
    }

    private void PassTag(DeviceRequest request)
    {
        TrackState();
        if ((request.IsWrite ? _waitingWrites : _waitingReads).TryDequeue(out RequestTag? tag))
        {
            tag.IsGranted = true;
            Machine.WakeAll(tag);
        }
        else
        {
            CountUnderWay(request, -1);
        }
    }

    private void CountUnderWay(DeviceRequest request, int change)
    {
        if (request.IsWrite)
        {
            WritesUnderWay += change;
        }
        else
        {
            ReadsUnderWay += change;
        }
    }

    /// <summary>Folios that were filled become uptodate and are unlocked; after an error they are only unlocked.</summary>
    /// <remarks>Models <c>mpage_read_end_io</c>.</remarks>
    private static void EndRead(DeviceTransfer transfer, bool keepsLock)
    {
        PageCache cache = transfer.File.Mapping.Pages;
        ulong end = transfer.First.Value + (ulong)transfer.Pages;
        FolioFlags flags = transfer.Error == Errno.None ? FolioFlags.Uptodate : FolioFlags.None;
        for (ulong index = transfer.First.Value; index < end;)
        {
            PageCount unlocked = keepsLock ? default
                : cache.OwnerEntries.UnlockRun(new PageIndex(index), new PageIndex(end), flags);
            if (unlocked > default(PageCount))
            {
                index += (ulong)unlocked.Value;
                continue;
            }

            Folio folio = cache.Peek(new PageIndex(index)).Folio;
            index = folio.NextIndex.Value;
            if (transfer.Error == Errno.None)
            {
                folio.MarkUptodate();
            }

            if (!keepsLock)
            {
                folio.Unlock();
            }
        }
    }

    /// <remarks>Models <c>ext4_end_bio</c>.</remarks>
    private void EndWrite(DeviceTransfer transfer)
    {
        RegularFile file = transfer.File;
        if (transfer.Error != Errno.None)
        {
            file.RecordError(transfer.Error);
        }

        ulong end = transfer.First.Value + (ulong)transfer.Pages;
        for (ulong index = transfer.First.Value; index < end;)
        {
            Folio folio = file.Mapping.Pages.Peek(new PageIndex(index)).Folio;
            index = folio.NextIndex.Value;
            folio.EndWriteback();
        }

        Domain.CountWritten(this, transfer.Pages);
        if (!file.Mapping.Pages.IsTagged(PageCacheTag.Writeback))
        {
            Throttle.Bandwidth.ScheduleUpdate(this);
        }
    }
}

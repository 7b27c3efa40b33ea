using FolioModel.Files;

namespace FolioModel.Cli.Content.Files;

internal sealed partial class FileSubject
{
    private enum Weather
    {
        Fair,
        NoPages,
        DeviceFails,
    }

    private Parameter<Weather> AnyWeather => _options.FailsRequests
        ? OneOf("weather", Weather.Fair, Weather.Fair, Weather.NoPages, Weather.DeviceFails)
        : OneOf("weather", Weather.Fair, Weather.Fair, Weather.NoPages);

    private void DefineTransfers()
    {
        Define("read", 5, Descriptor, Page, Some, AnyWeather, Read);
        Define("write", 5, Page, Beyond, Some, AnyWeather, Write);
        Define("read nowait", 1, Page, Some, ReadNoWait);
        Define("read dontcache", 1, Page, Some, (page, pages) => Result(_open[0].Read(At(page), At(pages), ReadOptions.DontCache)));
        Define("write dontcache", 1, Page, Some, WriteDontCache);
        Define("direct read", 1, Page, Some, (page, pages) => Result(_file.Open(OpenOptions.Direct).Read(At(page), At(pages))));
        Define("direct write", 1, Page, Some, DirectWrite);
        Define("synchronous write", 1, Page, Some, (page, pages) =>
            Result(_file.Open(OpenOptions.Synchronous).Write(At(page), Math.Min(At(pages), At(_options.FilePages - page)))));
        Define("touch", 3, Page, OneOf("write", false, true), Touch);
        Define("advise", 2, Descriptor, OneOf("advice", Enum.GetValues<FileAdvice>()), Page, Some, Advise);
        Define("truncate", 2, Page, Beyond, Truncate);
        Define("punch hole", 2, Page, Beyond, Some, PunchHole);
    }

    private static long At(long page) => page << PageSize.Shift;

    private StepResult Under(Weather weather, Func<Errno> run)
    {
        _faults.IsOn = weather == Weather.NoPages;
        _deviceFails = weather == Weather.DeviceFails;
        Errno error = run();
        _faults.IsOn = false;
        _deviceFails = false;
        return error;
    }

    private static StepResult Result(TransferResult result) => result.Error;

    private StepResult Read(long descriptor, long page, long pages, Weather weather)
    {
        long cached = _file.Mapping.Pages.Count.Value;
        return Under(weather, () =>
        {
            TransferResult result = _open[descriptor].Read(At(page), At(pages));
            if (_file.Mapping.Pages.Count.Value > cached + pages)
            {
                Hit("more read than asked for");
            }

            return result.Error;
        });
    }

    private StepResult ReadNoWait(long page, long pages)
    {
        long before = _files.Requests;
        TransferResult result = _open[0].Read(At(page), At(pages), ReadOptions.NoWait);
        if (_files.Requests != before)
        {
            _broken = new Finding("waited", "a read that must not wait asked the device");
        }

        return result.Error;
    }

    private StepResult Write(long page, int beyond, long pages, Weather weather) => Under(weather, () =>
    {
        long start = At(page) + beyond;
        long length = Math.Min(At(pages), At(_options.FilePages) - start);
        TransferResult result = _open[0].Write(start, length);
        if (result.Bytes > 0 && _file.Size < start + result.Bytes)
        {
            _broken = new Finding("lost", $"{result.Bytes} bytes were written at {start} and the file ends at {_file.Size}");
        }

        if (result.Error == Errno.ENOSPC)
        {
            Hit("no space left");
        }

        return result.Error;
    });

    private StepResult WriteDontCache(long page, long pages)
    {
        TransferResult result = _open[0].Write(At(page), Math.Min(At(pages), At(_options.FilePages - page)), WriteOptions.DontCache);
        return result.Error;
    }

    private StepResult DirectWrite(long page, long pages)
    {
        long length = Math.Min(At(pages), At(_options.FilePages - page));
        return _file.Open(OpenOptions.Direct).Write(At(page), length).Error;
    }

    private StepResult Touch(long page, bool write)
    {
        if (write && _options.Capacity > 0 && !_file.HasSpace(new PageIndex((ulong)page)))
        {
            // A store to a hole of a full device is a bus error in the kernel; the model's faults do not ask for space.
            return StepResult.Skipped;
        }

        TouchResult result = _process.Touch(_area.First + page, write);
        if (result == TouchResult.BusError)
        {
            Hit("a touch behind the end");
        }

        return StepResult.Ok;
    }

    private StepResult Advise(long descriptor, FileAdvice advice, long page, long pages) =>
        _open[descriptor].Advise(At(page), At(pages), advice);

    private StepResult Truncate(long page, int beyond)
    {
        Errno error = _file.SetSize(At(page) + beyond);
        // A dirty large folio that others hold cannot be split, and stays whole.
        if (error == Errno.None && _options.LargestOrder == Order.Zero
            && _file.Mapping.Pages.HasAny(new PageIndex((ulong)page + (beyond > 0 ? 1UL : 0)), PageIndex.Max))
        {
            _broken = new Finding("left", $"pages are cached behind the end of {_file}");
        }

        return error;
    }

    private StepResult PunchHole(long page, int beyond, long pages)
    {
        if (beyond > 0)
        {
            Hit("part of a page punched");
        }

        return _file.PunchHole(At(page) + beyond, At(pages));
    }
}

using System.Collections.Concurrent;

namespace FolioModel.Page.Tests;

/// <summary>The system's Chromium, started once for all tests; without it they are ignored.</summary>
[SetUpFixture]
internal sealed class Browser
{
    private static readonly string[] s_paths = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
    private static IPlaywright? s_playwright;
    private static IBrowser? s_browser;

    private static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "pages");

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        Directory.CreateDirectory(Folder);
        if (Array.Find(s_paths, File.Exists) is { } path)
        {
            s_playwright = await Playwright.CreateAsync();
            s_browser = await s_playwright.Chromium.LaunchAsync(new() { ExecutablePath = path, Args = ["--no-sandbox", "--disable-gpu"] });
        }
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (s_browser is not null)
        {
            await s_browser.CloseAsync();
        }

        s_playwright?.Dispose();
    }

    /// <summary>Opens a page from a file, without a network.</summary>
    /// <param name="name">A name for the file.</param>
    /// <param name="html">Its text.</param>
    /// <param name="hash">What to put behind the address.</param>
    /// <param name="options">How the browser is set up, or null.</param>
    public static async Task<OpenPage> OpenAsync(string name, string html, string hash = "", BrowserNewContextOptions? options = null)
    {
        if (s_browser is null)
        {
            Assert.Ignore($"no browser: none of {string.Join(", ", s_paths)} exists (apt-get install chromium)");
        }

        string file = Path.Combine(Folder, $"{name.Replace('/', '-')}-{Guid.NewGuid():N}.html");
        await File.WriteAllTextAsync(file, html);
        options ??= new();
        options.Offline = true;
        options.ReducedMotion ??= ReducedMotion.Reduce;
        IBrowserContext context = await s_browser!.NewContextAsync(options);
        IPage page = await context.NewPageAsync();
        OpenPage opened = new(page, file);
        await page.GotoAsync($"file://{file}{hash}");

        // A page with compressed data draws itself a moment after it is loaded.
        if (await page.EvaluateAsync<bool>("() => /^[^{]/.test(document.getElementById('data')?.textContent ?? '')"))
        {
            await page.WaitForSelectorAsync("#app > *", new() { State = WaitForSelectorState.Attached });
        }

        return opened;
    }
}

/// <summary>A page in the browser, with what it asked for and complained of.</summary>
internal sealed class OpenPage : IAsyncDisposable
{
    private readonly string _file;

    public OpenPage(IPage page, string file)
    {
        Page = page;
        _file = file;
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                Complaints.Enqueue(message.Text);
            }
        };
        page.PageError += (_, error) => Complaints.Enqueue(error);
        page.Request += (_, request) => Requests.Enqueue(request.Url);
    }

    public IPage Page { get; }

    public ConcurrentQueue<string> Complaints { get; } = new();

    public ConcurrentQueue<string> Requests { get; } = new();

    public async ValueTask DisposeAsync()
    {
        await Page.Context.CloseAsync();
        File.Delete(_file);
    }
}
